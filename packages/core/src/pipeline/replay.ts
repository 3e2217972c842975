import { compareCodeUnits } from '../names/compare-code-units.js'
import type { Store } from '../store/store.js'
import { quarantinedSource } from './quarantined-source.js'
import { Receipts } from './receipts.js'
import { unpack } from './unpack.js'
import type { UnpackLedger } from './unpack-ledger.js'
import type { UnpackOptions } from './unpack-options.js'
import type { UnpackSource } from './unpack-runner.js'

/**
 * Put what lies in quarantine through again, from its originals there. What is good now leaves quarantine. An archive that cannot be had
 * from there (its original, or the reason beside it, is gone or damaged) stands in the ledger as `failed`, and the next run takes it from its
 * upload; the others go on.
 */
export async function replay(store: Store, options: Omit<UnpackOptions, 'force'>): Promise<UnpackLedger> {
  const storeOptions = { signal: options.signal }
  const receipts = await Receipts.open(store, storeOptions)
  const sources: UnpackSource[] = []
  for (const names of receipts.grouped) {
    const source = await quarantinedSource(store, receipts, names, storeOptions)
    if (source) sources.push(source)
  }
  sources.sort((a, b) => compareCodeUnits(a.name, b.name))
  return unpack(sources, store, { ...options, force: true })
}
