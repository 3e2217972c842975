import type { BooleanData } from '../tables/column-data.js'
import type { EncodedColumn } from './encoded-column.js'
import { PageBytes } from './page-bytes.js'

const page = new PageBytes()

/** BOOLEAN, a bit for each value. */
export function encodeBoolean({ values, count }: BooleanData): EncodedColumn {
  const bytes = (count + 7) >> 3
  page.begin(bytes)
  let trues = 0
  for (let i = 0; i < bytes; i++) {
    let byte = 0
    const end = Math.min(8, count - i * 8)
    for (let bit = 0; bit < end; bit++) {
      const value = values[i * 8 + bit]!
      byte |= value << bit
      trues += value
    }
    page.bytes[i] = byte
  }
  page.length = bytes
  const bounds = count === 0 ? undefined : { least: Uint8Array.of(Number(trues === count)), greatest: Uint8Array.of(Number(trues > 0)) }
  return { encoding: 'PLAIN', data: page.content(), dictionary: undefined, bounds }
}
