import type { TextData } from '../tables/column-data.js'
import { codeWidth, type EncodedColumn } from './encoded-column.js'
import { PageBytes } from './page-bytes.js'
import { writeHybrid } from './rle-hybrid.js'

const LENGTH_BYTES = 4

const page = new PageBytes()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** BYTE_ARRAY, by a dictionary where texts come more than once. The texts are written as they lie in memory. */
export function encodeText(data: TextData): EncodedColumn {
  const { bytes, usedBytes, codes, count, distinct } = data
  if (count === 0) return { encoding: 'PLAIN', data: new Uint8Array(0), dictionary: undefined, bounds: {} }
  const texts = bytes.subarray(0, usedBytes)
  const bounds = boundsOf(data)
  // Texts that are all distinct stand in the order of the values.
  if (codes === undefined || distinct === count) return { encoding: 'PLAIN', data: texts, dictionary: undefined, bounds }
  const width = codeWidth(distinct)
  page.begin(1)
  page.bytes[page.length++] = width
  writeHybrid(page, codes, count, width)
  return { encoding: 'RLE_DICTIONARY', data: page.content(), dictionary: { bytes: texts, values: distinct }, bounds }
}

/** In the order of their bytes. */
function boundsOf({ bytes, starts, codes, count, distinct }: TextData): EncodedColumn['bounds'] {
  const texts = codes === undefined ? count : distinct
  let least = starts[0]!
  let greatest = least
  let leastKey = keyAt(bytes, least)
  let greatestKey = leastKey
  for (let i = 1; i < texts; i++) {
    const start = starts[i]!
    const key = keyAt(bytes, start)
    if (key <= leastKey && (key < leastKey || compareTexts(bytes, start, least) < 0)) {
      least = start
      leastKey = key
    }
    if (key >= greatestKey && (key > greatestKey || compareTexts(bytes, start, greatest) > 0)) {
      greatest = start
      greatestKey = key
    }
  }
  return { min_value: textAt(bytes, least), max_value: textAt(bytes, greatest) }
}

/** The first two bytes: enough to tell most texts apart. A text that is shorter comes before all that begin with it. */
function keyAt(bytes: Uint8Array, start: number): number {
  const length = lengthAt(bytes, start)
  if (length === 0) return -1
  const first = bytes[start + LENGTH_BYTES]! * 257
  return length === 1 ? first : first + 1 + bytes[start + LENGTH_BYTES + 1]!
}

function compareTexts(bytes: Uint8Array, a: number, b: number): number {
  const lengthA = lengthAt(bytes, a)
  const lengthB = lengthAt(bytes, b)
  const common = Math.min(lengthA, lengthB)
  for (let i = LENGTH_BYTES; i < common + LENGTH_BYTES; i++) {
    const order = bytes[a + i]! - bytes[b + i]!
    if (order !== 0) return order
  }
  return lengthA - lengthB
}

function lengthAt(bytes: Uint8Array, start: number): number {
  return bytes[start]! | (bytes[start + 1]! << 8) | (bytes[start + 2]! << 16) | (bytes[start + 3]! << 24)
}

function textAt(bytes: Uint8Array, start: number): string {
  const from = start + LENGTH_BYTES
  return decoder.decode(bytes.subarray(from, from + lengthAt(bytes, start)))
}
