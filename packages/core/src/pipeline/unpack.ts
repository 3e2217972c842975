import { StoreError } from '../errors.js'
import type { Store } from '../store/store.js'
import { listBegun } from './begun-record.js'
import { inOrder } from './in-order.js'
import { hasLeftOver, isUnfinished, removeLeftOver, unfinishedReplays } from './left-over.js'
import { localUnpackRunner } from './local-unpack-runner.js'
import { isInputChanged } from './read-version.js'
import { Receipts } from './receipts.js'
import { runnerOfArchive } from './runner-of-archive.js'
import { Unpacking } from './unpacking.js'
import type { UnpackLedger } from './unpack-ledger.js'
import type { UnpackOptions } from './unpack-options.js'
import type { ExaminedArchive, UnpackRunner, UnpackSource } from './unpack-runner.js'
import { WaitingArchives } from './waiting-archives.js'

const DEFAULT_CONCURRENCY = 4

/**
 * Archives into JSON datasets. What is done already is passed over; of the rest, each archive is examined, its record taken whole or
 * quarantined, and its receipt written last. Whatever happens in between, the next run finds no receipt and does it again, to the same
 * bytes. An archive that is replaced or removed while it is read gets none, and stands in the ledger as `failed`; the others go on.
 *
 * An archive that was passed over, or quarantined, because another one had its record is looked at again when that one gives it up.
 *
 * @param sources in the order of their names. Decisions (datasets, duplicates) are made in this order, whatever is read first, so that the
 *   outcome does not depend on how many are read at once.
 * @throws LedgerError if what was written is not what was found.
 */
export async function unpack(
  sources: Iterable<UnpackSource> | AsyncIterable<UnpackSource>,
  store: Store,
  options: UnpackOptions,
): Promise<UnpackLedger> {
  const { signal, force = false, concurrency = DEFAULT_CONCURRENCY } = options
  /** Archives that are taken from quarantine, which other threads do not know the way to. */
  const fromQuarantine = new Set<string>()
  const local = localUnpackRunner(store, options.examine)
  const runner = options.runner ? runnerOfArchive(fromQuarantine, local, options.runner) : local
  const receipts = await Receipts.open(store, { signal })
  const leftOver = await listBegun(store, { signal })
  const unpacking = new Unpacking(store, receipts, runner, options)
  const examineUnlessDone = async (source: UnpackSource): Promise<ExaminedArchive | StoreError | undefined> =>
    !force && receipts.isDone(source.name, source.version) && !isUnfinished(leftOver, receipts, source.name)
      ? undefined
      : examineOrFail(source, runner)
  await unpacking.resume()
  const waiting = new WaitingArchives(receipts, { signal })
  /** Of those that an attempt has left something of. */
  const seen = new Set<string>()
  const examined = inOrder(sources, concurrency, async (source) => {
    signal?.throwIfAborted()
    return { source, found: await examineUnlessDone(source) }
  })
  const settle = async (source: UnpackSource, found: ExaminedArchive | StoreError | undefined): Promise<void> => {
    // What it removes of an attempt that died may be what another archive of the record becomes.
    const isAlone = hasLeftOver(leftOver, source.name)
    if (isAlone) await unpacking.settle()
    if (found instanceof StoreError) unpacking.fail(source, found)
    else if (found) await unpacking.take(source, found)
    else unpacking.passOver()
    if (isAlone) await unpacking.settle()
    options.onProgress?.(unpacking.progress)
  }
  try {
    for await (const { source, found: examinedBefore } of examined) {
      if (hasLeftOver(leftOver, source.name)) seen.add(source.name)
      // It was done when others were not yet decided: one of them may have given up the record that it is a duplicate of.
      const found = examinedBefore ?? (await examineUnlessDone(source))
      if (found instanceof StoreError || !(await waiting.add(source, found))) await settle(source, found)
      else if (found) await unpacking.putOff(source)
    }
    await unpacking.settle()
    for (const source of waiting.sources) await settle(source, await examineUnlessDone(source))
    for (const source of await unfinishedReplays(store, leftOver, receipts, seen, { signal })) {
      fromQuarantine.add(source.name)
      await settle(source, await examineUnlessDone(source))
    }
  } finally {
    await unpacking.settle()
  }
  unpacking.throwFailure()
  await removeLeftOver(store, leftOver, receipts, { signal })
  return unpacking.ledger
}

async function examineOrFail(source: UnpackSource, runner: UnpackRunner): Promise<ExaminedArchive | StoreError> {
  try {
    return await runner.examine(source)
  } catch (error) {
    if (!isInputChanged(error)) throw error
    return error
  }
}
