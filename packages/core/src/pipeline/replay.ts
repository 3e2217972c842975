import { ArchiveError, StoreError } from '../errors.js'
import type { Store, StoreOptions } from '../store/store.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { openStoredArchive } from './open-stored-archive.js'
import { readReason } from './quarantine.js'
import type { Receipt } from './receipt.js'
import { Receipts } from './receipts.js'
import { unpack } from './unpack.js'
import type { UnpackLedger } from './unpack-ledger.js'
import type { UnpackOptions } from './unpack-options.js'
import type { UnpackSource } from './unpack-runner.js'

/** Put what lies in quarantine through again, from its originals there. What is good now leaves quarantine. */
export async function replay(store: Store, options: Omit<UnpackOptions, 'force'>): Promise<UnpackLedger> {
  const storeOptions = { signal: options.signal }
  const receipts = await Receipts.open(store, storeOptions)
  const sources: UnpackSource[] = []
  for (const name of receipts.all) {
    if (name.outcome === 'quarantined') sources.push(fromQuarantine(store, await receipts.read(name, storeOptions), storeOptions))
  }
  sources.sort((a, b) => compareCodeUnits(a.name, b.name))
  return unpack(sources, store, { ...options, force: true })
}

function fromQuarantine(store: Store, { archive, sourceVersion, quarantine }: Receipt, options: StoreOptions): UnpackSource {
  const [original, reason] = quarantine as [string, string]
  return {
    name: archive,
    version: sourceVersion,
    open: async () => {
      const { metadata } = await readReason(store, reason, options)
      const object = await store.head(original, options)
      if (!object) throw new StoreError('An original in quarantine is not there', { code: 'not-found', archive, key: original })
      const source = await openStoredArchive(store, object, { ...options, name: archive, metadata: metadata ?? {} })
      return metadata ? source : { ...source, metadata: undefined, fault: unknownMetadata(archive) }
    },
  }
}

/** A record is not taken under another id, or without its day, because its metadata could not be read. */
function unknownMetadata(archive: string): ArchiveError {
  return new ArchiveError('The user metadata of the archive could not be read when it was quarantined', {
    code: 'bad-metadata',
    archive,
    hint: 'Set it right where the archive lies, and take that with run: it is then read anew.',
  })
}
