import { compareCodeUnits } from '../names/compare-code-units.js'
import { digestHex } from '../names/digest.js'
import type { KeyValueMetadata } from '../parquet/file-metadata.js'
import type { PartitionInput } from './partition-work.js'
import { ROWS } from './written-rows.js'

/** A part that is in the store. */
export interface PartVersion {
  readonly table: string
  /** From 0. */
  readonly part: number
  readonly etag: string
}

/** What a partition is made from, and how. */
export interface PartitionDigests {
  /** Of the names and ETags of its inputs. */
  readonly inputs: string
  /** Of the plan, and of the options that shape the output. */
  readonly plan: string
}

/** Digest of names and ETags, whatever the order. @param deletions inputs that only leave documents out. */
export function digestInputs(inputs: readonly PartitionInput[], deletions: readonly PartitionInput[]): string {
  const lines = [...inputs.map((input) => lineOf('document', input)), ...deletions.map((input) => lineOf('deletion', input))]
  return digestText(lines.sort(compareCodeUnits).join(''))
}

/**
 * What the footer of the root table's last part says of its partition. Part counts are for people and other programs; the digest pins the
 * very parts, so that a mixture of two runs is never taken for the outcome of one.
 *
 * @param others all parts but the last one of the root table.
 * @param root name of the root table.
 */
export function commitMarker(digests: PartitionDigests, others: readonly PartVersion[], root: string): KeyValueMetadata {
  const counts = countParts([...others, { table: root }])
  return {
    'relationalize.plan-digest': digests.plan,
    'relationalize.parts': JSON.stringify(counts),
    'relationalize.parts-digest': digestParts(others),
  }
}

/** Why parts are not what a marker says; undefined if they are. */
export function compareWithMarker(
  marker: ReadonlyMap<string, string>,
  digests: PartitionDigests,
  others: readonly PartVersion[],
  root: string,
): string | undefined {
  if (!marker.has('relationalize.parts-digest') || !marker.has(ROWS)) return 'its last part does not say that the partition is whole'
  if (marker.get('relationalize.inputs') !== digests.inputs) return 'its inputs are not those that it was made from'
  if (marker.get('relationalize.plan-digest') !== digests.plan) return 'its plan, or an option that shapes it, is another one now'
  if (marker.get('relationalize.parts') !== JSON.stringify(countParts([...others, { table: root }]))) {
    return 'parts are missing, or there are some that do not belong to it'
  }
  return marker.get('relationalize.parts-digest') === digestParts(others) ? undefined : 'its parts are not those of one run'
}

/** @returns 64 hexadecimal digits. */
export function digestText(text: string): string {
  return digestHex(new TextEncoder().encode(text))
}

function lineOf(what: 'document' | 'deletion', { key, etag }: PartitionInput): string {
  return `${JSON.stringify([what, key, etag])}\n`
}

/** Of the tables that have parts, by name. */
function countParts(parts: readonly Pick<PartVersion, 'table'>[]): Record<string, number> {
  const counts = Map.groupBy(parts, ({ table }) => table)
  return Object.fromEntries([...counts].sort(([a], [b]) => compareCodeUnits(a, b)).map(([table, { length }]) => [table, length]))
}

function digestParts(parts: readonly PartVersion[]): string {
  const lines = parts.map(({ table, part, etag }) => `${JSON.stringify([table, part, etag])}\n`)
  return digestText(lines.sort(compareCodeUnits).join(''))
}
