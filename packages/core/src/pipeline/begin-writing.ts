import type { Store, StoreOptions } from '../store/store.js'
import { beginRecord, endRecord, readBegun } from './begun-record.js'
import { metadataDigests, receiptDigest } from './receipt.js'
import type { Receipts } from './receipts.js'
import type { ExaminedArchive, UnpackSource } from './unpack-runner.js'

/** An archive that is about to be written. */
export interface ToWrite {
  readonly source: Pick<UnpackSource, 'name' | 'version'>
  readonly examined: Pick<ExaminedArchive, 'recordId' | 'metadata'>
  /** Keys of the objects that it will become; none unless it is taken. */
  readonly objects: readonly string[]
}

/** How things stand with an archive whose writing has begun. */
export interface BegunWriting {
  /** Keys of what attempts that died may have left of the record: what it does not become again is to go. */
  readonly earlier: readonly string[]
  /** It is written, and its receipt too. */
  end(): Promise<void>
  /** Nothing was written. What an earlier attempt has left is left to the next. */
  giveUp(): Promise<void>
}

/** Say what will be written or removed, before any of it is, so that a run that dies leaves nothing of which nobody knows. */
export async function beginWriting(
  store: Store,
  receipts: Receipts,
  { source, examined, objects }: ToWrite,
  options: StoreOptions,
): Promise<BegunWriting> {
  const { recordId, metadata } = examined
  const before: string[] = []
  // Another record's go with their receipt: another archive may have that record by then, and objects of the same keys.
  for (const name of receipts.of(source.name)) {
    if (name.record === receiptDigest(recordId)) before.push(...((await receipts.find(name, options))?.objects ?? []))
  }
  const end = (): Promise<void> => endRecord(store, recordId, options)
  const nothing = async (): Promise<void> => undefined
  if (objects.length + before.length === 0) {
    const left = await readBegun(store, recordId, options)
    if (left?.archive !== source.name) return { earlier: [], end: nothing, giveUp: nothing }
    return { earlier: left.objects, end, giveUp: nothing }
  }
  const mine = {
    version: 1,
    archive: source.name,
    sourceVersion: source.version,
    recordId,
    metadataDigests: metadataDigests(metadata),
    objects: [...new Set([...objects, ...before])],
  } as const
  const { begun, isFirst } = await beginRecord(store, mine, options)
  return { earlier: begun.objects, end, giveUp: isFirst ? end : nothing }
}
