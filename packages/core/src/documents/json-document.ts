import type { JsonValue } from '../json/json-value.js'

/** Where a document came from. Together these are its identity: ids are made from them. */
export interface DocumentOrigin {
  readonly recordId: string
  /** Path of the entry within its archive. */
  readonly entry: string
  /** Place of the entry among the entries of its archive, from 0. */
  readonly entryOrdinal: number
  /** Position of the document within its entry, from 0. */
  readonly position: number
}

/** One JSON value with its provenance. */
export interface JsonDocument extends DocumentOrigin {
  readonly value: JsonValue
}
