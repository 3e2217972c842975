import type { Classification, RecordFacts } from './classification.js'
import { requireMetadata, requireUtcDate } from './record-metadata.js'

/** A field that every document of a record gets. */
export interface InjectedField {
  readonly name: string
  readonly type: 'string' | 'integer'
  readonly from: FieldSource
}

export type FieldSource =
  /** A text of the user metadata; a record that lacks it is quarantined. */
  | { readonly metadata: string }
  /** A part of a date-time of the user metadata, in UTC; a record that lacks it is quarantined. */
  | { readonly date: string; readonly part: 'year' | 'month' | 'day' }
  /** The record's id. */
  | { readonly record: 'id' }
  /** What the classifier learnt from names; left out where it learnt nothing. */
  | { readonly classified: string }

/** What is injected, and what of it is a partition key: the same for all documents of a dataset. */
export interface Injection {
  readonly fields: readonly InjectedField[]
  /** Names of injected fields, in the order of the folders. */
  readonly partitionKeys: readonly string[]
  /** Datasets whose documents get the rest of the user metadata as fields of their own; a name that ends in `*` stands for all that begin so. */
  readonly wholeMetadata?: readonly string[] | undefined
}

/** Fields and their values, in their order. */
export type FieldValues = ReadonlyMap<string, string | number | null>

/**
 * The values of the injected fields for one entry.
 *
 * @throws ArchiveError `missing-metadata` or `bad-metadata` if the record does not have one.
 */
export function injectedValues({ fields }: Injection, record: RecordFacts, { values = {} }: Classification): FieldValues {
  const found = new Map<string, string | number | null>()
  for (const { name, from } of fields) {
    const value = valueOf(from, record, values)
    if (value !== undefined) found.set(name, value)
  }
  return found
}

/** The user metadata that documents of a dataset get as fields of their own; none of it for most datasets. */
export function metadataFields({ fields, wholeMetadata = [] }: Injection, { metadata }: RecordFacts, dataset: string): FieldValues {
  if (!wholeMetadata.some((pattern) => matches(dataset, pattern))) return new Map()
  const injected = new Set(fields.map(({ name }) => name))
  return new Map(Object.entries(metadata).filter(([key]) => !injected.has(key)))
}

function valueOf(from: FieldSource, record: RecordFacts, classified: Classification['values'] & {}): string | number | null | undefined {
  if ('metadata' in from) return requireMetadata(record, from.metadata)
  if ('date' in from) return requireUtcDate(record, from.date)[from.part]
  if ('record' in from) return record.recordId
  return Object.hasOwn(classified, from.classified) ? classified[from.classified] : undefined
}

function matches(dataset: string, pattern: string): boolean {
  return pattern.endsWith('*') ? dataset.startsWith(pattern.slice(0, -1)) : dataset === pattern
}
