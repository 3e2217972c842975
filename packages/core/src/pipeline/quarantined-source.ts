import type { ArchiveSource } from '../archive/archive.js'
import { ArchiveError, OptionError, StoreError } from '../errors.js'
import type { Store, StoreOptions } from '../store/store.js'
import { openStoredArchive } from './open-stored-archive.js'
import { findReason, type QuarantineReason } from './quarantine.js'
import { isReopened, type Receipt, type ReceiptName } from './receipt.js'
import { Receipts } from './receipts.js'
import type { UnpackSource } from './unpack-runner.js'

/**
 * An archive as it lies in quarantine, to be put through again. Opening it throws StoreError `input-changed` if it cannot be had from there:
 * its original, or the reason beside it, is gone or damaged.
 *
 * @param names all receipts of the archive.
 * @returns undefined if it is not in quarantine.
 */
export async function quarantinedSource(
  store: Store,
  receipts: Receipts,
  names: readonly ReceiptName[],
  options: StoreOptions,
): Promise<UnpackSource | undefined> {
  const quarantined = names.filter(({ outcome }) => outcome === 'quarantined')
  if (quarantined.length === 0) return undefined
  const [current = quarantined[0]!, ...further] = names.filter((name) => !isReopened(name))
  // Taken, but for what a replay that was stopped has not removed; unpacking does so.
  if (current.outcome !== 'quarantined' && further.length === 0) return undefined
  const receipt = await receipts.find(current, options)
  if (!receipt) return undefined
  const { archive: name, sourceVersion: version } = receipt
  // Two runs at the same time, or one of an earlier release that was stopped, may have left that.
  if (further.length > 0)
    return { name, version, open: () => Promise.reject(leftToRun('Which of its receipts is the last cannot be told')) }
  return { name, version, open: () => openQuarantined(store, current, receipt, options) }
}

async function openQuarantined(
  store: Store,
  name: ReceiptName,
  { archive, quarantine }: Receipt,
  options: StoreOptions,
): Promise<ArchiveSource> {
  const [original, reason] = quarantine as [string, string]
  const object = await store.head(original, options)
  const found = object && (await findSoundReason(store, reason, options))
  if (found) {
    const source = await openStoredArchive(store, object, { ...options, name: archive, metadata: found.metadata ?? {} })
    return found.metadata ? source : { ...source, metadata: undefined, fault: unknownMetadata(archive) }
  }
  await reopenUnlessTaken(store, name, options)
  throw leftToRun('Its original in quarantine, or the reason beside it, is gone or damaged', original)
}

async function findSoundReason(store: Store, key: string, options: StoreOptions): Promise<QuarantineReason | undefined> {
  try {
    return await findReason(store, key, options)
  } catch (error) {
    if (error instanceof OptionError && error.code === 'damaged-reason') return undefined
    throw error
  }
}

/** An archive that cannot be had from quarantine is not done; unless somebody else has taken it from there meanwhile. */
async function reopenUnlessTaken(store: Store, { key, record, archive }: ReceiptName, options: StoreOptions): Promise<void> {
  const receipts = await Receipts.ofRecordDigest(store, record, options)
  const [name, ...further] = [...receipts.all].filter((each) => each.archive === archive)
  if (name?.key === key && further.length === 0 && !isReopened(name)) await receipts.reopen(name, options)
}

/** A record is not taken under another id, or without its day, because its metadata could not be read. */
function unknownMetadata(archive: string): ArchiveError {
  return new ArchiveError('The user metadata of the archive could not be read when it was quarantined', {
    code: 'bad-metadata',
    archive,
    hint: 'Set it right where the archive lies, and take that with run: it is then read anew.',
  })
}

function leftToRun(message: string, key?: string): StoreError {
  return new StoreError(message, {
    code: 'input-changed',
    key,
    retryable: true,
    hint: 'Run over the uploads: it is then taken from there.',
  })
}
