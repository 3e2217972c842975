import type { TextData } from '../tables/column-data.js'
import type { Bounds } from './bounds.js'
import { codeWidth, type EncodedColumn } from './encoded-column.js'
import { PageBytes } from './page-bytes.js'
import { writeHybrid } from './rle-hybrid.js'

const LENGTH_BYTES = 4
const WORD_BYTES = 4

const page = new PageBytes()

/** BYTE_ARRAY, by a dictionary where texts come more than once. The texts are written as they lie in memory. */
export function encodeText(data: TextData): EncodedColumn {
  const { bytes, usedBytes, codes, count, distinct } = data
  if (count === 0) return { encoding: 'PLAIN', data: new Uint8Array(0), dictionary: undefined, bounds: undefined }
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
function boundsOf({ bytes, starts, codes, count, distinct }: TextData): Bounds {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const texts = codes === undefined ? count : distinct
  let least = starts[0]!
  let greatest = least
  let leastKey = keyAt(view, least)
  let greatestKey = leastKey
  for (let i = 1; i < texts; i++) {
    const start = starts[i]!
    const key = keyAt(view, start)
    if (key <= leastKey && (key < leastKey || compareTexts(view, start, least) < 0)) {
      least = start
      leastKey = key
    }
    if (key >= greatestKey && (key > greatestKey || compareTexts(view, start, greatest) > 0)) {
      greatest = start
      greatestKey = key
    }
  }
  return { least: textAt(view, least), greatest: textAt(view, greatest) }
}

/** The first four bytes, as far as they are there: enough to tell many texts apart. */
function keyAt(view: DataView, start: number): number {
  const length = view.getInt32(start, true)
  const first = start + LENGTH_BYTES
  if (length >= WORD_BYTES) return view.getUint32(first)
  let key = 0
  for (let i = 0; i < WORD_BYTES; i++) key = key * 256 + (i < length ? view.getUint8(first + i) : 0)
  return key
}

function compareTexts(view: DataView, a: number, b: number): number {
  const lengthA = view.getInt32(a, true)
  const lengthB = view.getInt32(b, true)
  const common = Math.min(lengthA, lengthB)
  const firstA = a + LENGTH_BYTES
  const firstB = b + LENGTH_BYTES
  let i = 0
  // Words that begin with their highest byte have the order of their bytes.
  for (; i + WORD_BYTES <= common; i += WORD_BYTES) {
    const order = view.getUint32(firstA + i) - view.getUint32(firstB + i)
    if (order !== 0) return order
  }
  for (; i < common; i++) {
    const order = view.getUint8(firstA + i) - view.getUint8(firstB + i)
    if (order !== 0) return order
  }
  return lengthA - lengthB
}

/** A copy: the memory is used again. */
function textAt(view: DataView, start: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start + LENGTH_BYTES, view.getInt32(start, true)).slice()
}
