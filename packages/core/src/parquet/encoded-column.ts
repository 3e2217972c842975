import type { Encoding } from 'hyparquet'
import type { Bounds } from './bounds.js'

/** The pages of one column chunk before they are compressed: an optional dictionary, and one data page. */
export interface EncodedColumn {
  readonly encoding: Encoding
  /** Bytes of the data page without its levels. Valid until the next column is encoded. */
  readonly data: Uint8Array
  /** PLAIN values that the data page refers to. */
  readonly dictionary: { readonly bytes: Uint8Array; readonly values: number } | undefined
  /** Undefined where there is no value. */
  readonly bounds: Bounds | undefined
}

/** Bits of the greatest of so many codes. */
export function codeWidth(distinct: number): number {
  return distinct <= 1 ? 0 : 32 - Math.clz32(distinct - 1)
}

let indexes = new Int32Array(1024)

/** Room for so many codes; the same for one column after the other. */
export function reserveIndexes(count: number): Int32Array {
  if (indexes.length < count) indexes = new Int32Array(count * 2)
  return indexes
}
