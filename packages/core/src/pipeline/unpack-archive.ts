import type { Store, StoreOptions } from '../store/store.js'
import { localUnpackRunner } from './local-unpack-runner.js'
import { withRecordLock } from './record-lock.js'
import type { Receipt } from './receipt.js'
import { Receipts } from './receipts.js'
import type { UnpackLedger } from './unpack-ledger.js'
import type { UnpackOptions } from './unpack-options.js'
import type { UnpackSource } from './unpack-runner.js'
import { recordIdOf } from './survey.js'
import { decideOf, Unpacking } from './unpacking.js'

/** An archive whose user metadata is known before it is opened, and by it the record. */
export interface RecordSource extends UnpackSource {
  readonly metadata: Readonly<Record<string, string>>
}

export interface UnpackedArchive {
  /** What became of it. */
  readonly receipt: Receipt
  /** The account of this call; undefined if an earlier one had done everything. */
  readonly ledger: UnpackLedger | undefined
}

export type UnpackArchive = (source: RecordSource, options?: StoreOptions) => Promise<UnpackedArchive>

/**
 * Unpack archives one by one, as they come, while any number of other workers do the same. What {@link unpack} learns from a listing of all
 * receipts is learnt from those of the one record, so that the effort does not grow with the destination; and a record is locked while one
 * of its archives is being taken. Structures that were decided are remembered for as long as the function is kept.
 *
 * @returns a function that throws what `unpack` throws, and StoreError `record-busy` (retryable) while another archive of the record is
 *   being taken.
 */
export function archiveUnpacker(store: Store, options: Pick<UnpackOptions, 'examine' | 'registry'>): UnpackArchive {
  const decide = decideOf(store, options)
  return async (source, { signal } = {}) => {
    const { name, version } = source
    const recordId = recordIdOf(source)
    const done = await findDone(store, source, recordId, { signal })
    if (done) return { receipt: done, ledger: undefined }
    const examine = { ...options.examine, signal }
    const runner = localUnpackRunner(store, examine)
    const examined = await runner.examine(source)
    const claimant = { recordId, archive: name, sourceVersion: version }
    const take = async (): Promise<UnpackedArchive> => {
      // Again, since another worker may have finished while this one was reading.
      const receipts = await Receipts.ofRecord(store, recordId, { signal })
      const unpacking = new Unpacking(store, receipts, runner, { ...options, examine, signal, concurrency: 1 }, decide)
      await unpacking.take(source, examined)
      const [written] = receipts.of(name)
      return { receipt: await receipts.read(written!, { signal }), ledger: unpacking.ledger }
    }
    return withRecordLock(store, claimant, take, { signal })
  }
}

async function findDone(
  store: Store,
  { name, version }: RecordSource,
  recordId: string,
  options: StoreOptions,
): Promise<Receipt | undefined> {
  const receipts = await Receipts.ofRecord(store, recordId, options)
  const done = receipts.doneAs(name, version)
  return done && receipts.read(done, options)
}
