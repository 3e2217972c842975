import { DocumentGrouping, type BucketReason } from '../datasets/group-documents.js'
import { groupIdentifiers } from '../datasets/name-groups.js'
import type { JsonValue } from '../json/json-value.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { mapReason } from '../schema/map-rules.js'

export interface BucketDocumentsOptions {
  /** Whether objects whose keys are data are found by their names (`infer`, the default) or never. */
  readonly maps?: 'infer' | 'never' | undefined
}

/** Documents that would make one dataset. */
export interface Bucket {
  /** A suggestion, unique among the buckets: `Observation_v1`. */
  readonly identifier: string
  readonly reason: BucketReason
  /** Their names, by code unit; an entry stands once where all its documents are here. */
  readonly documents: readonly string[]
  readonly documentCount: number
  /** How many different structures they have: paths, and kinds of values at them. */
  readonly shapeCount: number
}

/**
 * Sort a pile of JSON documents into buckets of similar structure, without any hint. Names do not matter, nor does the order.
 *
 * 1. A document is reduced to its shape: its paths, with the kinds of values there. Values are forgotten, but for short words in fields.
 * 2. Where a field says of what kind its document is (`resourceType`, `type`, `header.schema_id.name`), its values make the buckets: a field
 *    of few constants from which follows what else is in the document. See `findDiscriminator`.
 * 3. Other documents are sorted by their keys. Keys that different kinds share (`id`, `repository`) are found and count for nothing; of the
 *    others, the one that weighs most makes the kind, and kinds with mostly the same paths are one. See `findKinds`.
 *
 * Takes time in proportion to the documents; memory grows with their distinct shapes, and by some bytes each with the documents.
 *
 * @param documents each with a name, such as its path; names need not differ.
 * @returns the largest first, then in the order of their identifiers.
 */
export function bucketDocuments(
  documents: Iterable<{ readonly name: string; readonly value: JsonValue }>,
  options: BucketDocumentsOptions = {},
): Bucket[] {
  const grouping = createGrouping(options)
  const names: string[] = []
  for (const { name, value } of documents) {
    grouping.add(value)
    names.push(name)
  }
  return toBuckets(grouping, (document) => names[document]!)
}

export function createGrouping({ maps }: BucketDocumentsOptions): DocumentGrouping {
  return new DocumentGrouping(maps === 'never' ? () => false : hasDataKeys)
}

/**
 * @param nameOf the name of a document, by its position.
 * @param namesOf the names of documents that are together in a bucket.
 */
export function toBuckets(
  grouping: DocumentGrouping,
  nameOf: (document: number) => string,
  namesOf: (documents: readonly number[]) => string[] = (documents) => documents.map(nameOf),
): Bucket[] {
  const groups = grouping.finish()
  const identifiers = groupIdentifiers(groups, nameOf)
  return groups
    .map(({ reason, documents, shapeCount }, i) => ({
      identifier: identifiers[i]!,
      reason,
      documents: namesOf(documents).sort(compareCodeUnits),
      documentCount: documents.length,
      shapeCount,
    }))
    .sort((a, b) => b.documentCount - a.documentCount || compareCodeUnits(a.identifier, b.identifier))
}

/** What a key that is data has at least: a digit or punctuation, or the length of a code of a language, country or currency. */
const MAYBE_DATA = /[\d@/:.*-]|^.{2,3}([-_].*)?$|^default$/s

/** Whether the names of an object's keys show that they are data, by the rules of schemas (`mapReason`). */
function hasDataKeys(keys: readonly string[]): boolean {
  if (keys.length === 0 || !keys.every((key) => MAYBE_DATA.test(key))) return false
  return mapReason(keys.map((name) => ({ name, types: [], optional: false, nullable: false, present: 0, absent: 0, nulls: 0 }))) !== null
}
