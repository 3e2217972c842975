import { countScalars } from '../columns/count-scalars.js'
import { UNEXPECTED } from '../columns/entry-road.js'
import { readInBlocks } from '../documents/stream-documents.js'
import { baseName } from '../archive/base-name.js'
import { isJsonObject, type JsonValue } from '../json/json-value.js'
import { ownText } from '../json/own-text.js'
import { compareUtf8 } from '../store/keys.js'
import { releaseBody } from '../store/release-body.js'
import type { Store } from '../store/store.js'
import { compilePlan } from '../tables/compile-plan.js'
import { LineCutter } from './cut-lines.js'
import type { DatasetWriter } from './dataset-writer.js'
import { LineReader } from './partition-line.js'
import type { RebuildPartitionOptions } from './partition-options.js'
import type { DocumentCounts } from './partition-result.js'
import type { PartitionWork } from './partition-work.js'
import { fallbackIdOf, openInput, type InputEntry } from './read-input.js'
import { settleEntries, type InputOrigin } from './settle-entries.js'

/** Of inputs that are larger together, more parts may be full than should be open at a time. */
const MOST_BYTES = 1024 ** 3

/** Whether it is worth trying: rules must know all documents before the first is written. */
export function mayWriteOnce({ inputs }: PartitionWork, options: RebuildPartitionOptions): boolean {
  const sizeBytes = inputs.reduce((sum, input) => sum + input.sizeBytes, 0)
  return options.road !== 'reference' && !options.deduplicate && !options.deletions && sizeBytes <= MOST_BYTES
}

/**
 * Write the documents of a partition while its inputs are read for the first and only time. No part may be closed before that has ended well.
 *
 * @returns what came in, counted by itself.
 * @throws UNEXPECTED or what an input's fault is if it has to be read twice: to tell what is wrong, or since it is not as unpacking writes it.
 * @throws StoreError as `surveyPartition` does.
 */
export async function writePartitionOnce(
  store: Store,
  work: PartitionWork,
  writer: DatasetWriter,
  options: RebuildPartitionOptions,
): Promise<DocumentCounts> {
  const lines = new LineReader(options.fields)
  expectDocuments(writer, lines)
  const inputs = work.inputs.toSorted((a, b) => compareUtf8(a.key, b.key))
  const origins: InputOrigin[] = []
  const read = { documents: 0, leaves: 0 }
  for (const input of inputs) {
    const { entry, body } = await openInput(store, input, lines, options.signal)
    if (!entry) {
      await releaseBody(body)
      throw UNEXPECTED
    }
    const recordIds = new Set<string>()
    const cutter = new LineCutter(lines, fallbackIdOf(input.key))
    let position = 0
    const write = (block: Uint8Array): void => {
      for (const { bytes, lines: count, injected, recordId } of cutter.cut(block)) {
        if (!recordIds.has(recordId)) recordIds.add(ownText(recordId))
        const first = { recordId, entry: entry.path, entryOrdinal: entry.ordinal, position }
        if (writer.addBlock(bytes, first, injected, {}) !== count) throw UNEXPECTED
        position += count
        read.leaves += countScalars(bytes)
      }
    }
    // Where a fault is, reading twice tells.
    for await (const _ of readInBlocks(body, {}, {}, write, false)) if (writer.isBusy) await writer.settle()
    read.documents += position
    origins.push({ key: input.key, fileName: baseName(input.key), entry, recordIds })
  }
  checkEntries(origins)
  return read
}

/** A document that has a field of an injected one's name has it twice in its line. */
function expectDocuments({ plan, road }: DatasetWriter, lines: LineReader): void {
  const { object, map } = compilePlan(plan).element
  const isInjected = (name: string): boolean => lines.isInjected(name)
  if (map || [...(object?.fields.keys() ?? [])].some(isInjected)) throw UNEXPECTED
  const onUnusual = (document: JsonValue): void => {
    if (!isJsonObject(document) || Object.keys(document).some(isInjected)) throw UNEXPECTED
  }
  if (!road.expect({ onUnusual })) throw UNEXPECTED
}

/** @throws UNEXPECTED if an input counts as another entry than it says. */
function checkEntries(origins: readonly InputOrigin[]): void {
  const settled: readonly InputEntry[] = settleEntries(origins)
  if (settled.some((entry, i) => entry !== origins[i]!.entry)) throw UNEXPECTED
}
