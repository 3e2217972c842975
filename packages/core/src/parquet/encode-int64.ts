import type { Int64Data } from '../tables/column-data.js'
import { writeDeltas } from './delta-pack.js'
import { codeWidth, reserveIndexes, type EncodedColumn } from './encoded-column.js'
import { littleEndian } from './little-endian.js'
import { PageBytes } from './page-bytes.js'
import { writeHybrid } from './rle-hybrid.js'

const WORD = 2 ** 32
/** Values that lie so near each other are looked up in a table. */
const TABLE_RANGE = 65_535
const FEW_VALUES = 64
/** Neighbours that are farther apart are written as they are. */
const LARGEST_DELTA = 2 ** 50
const VALUE_BYTES = 8

const nearCodes = new Int32Array(TABLE_RANGE + 1)
const page = new PageBytes()
const dictionaryPage = new PageBytes()

/** INT64 by a dictionary, by the differences of neighbours, or as it is: whatever is smallest by its size before compression. */
export function encodeInt64(data: Int64Data): EncodedColumn {
  const { words, count } = data
  if (count === 0) return { encoding: 'PLAIN', data: new Uint8Array(0), dictionary: undefined, bounds: {} }
  const { least, greatest } = boundsOf(words, count)
  const bounds = { min_value: bigintAt(words, least), max_value: bigintAt(words, greatest) }
  const range = difference(words, least, greatest)
  const byDictionary = count > FEW_VALUES && range <= TABLE_RANGE ? encodeNear(data, least, range) : undefined
  if (byDictionary) return { ...byDictionary, bounds }
  if (count === 1 || largestDelta(words, count) > LARGEST_DELTA) {
    return { encoding: 'PLAIN', data: littleEndian(words.subarray(0, count * 2)), dictionary: undefined, bounds }
  }
  page.begin(0)
  writeDeltas(page, words, count)
  return { encoding: 'DELTA_BINARY_PACKED', data: page.content(), dictionary: undefined, bounds }
}

/** By a dictionary, if that is smaller than the differences would be. @param range from the least to the greatest value. */
function encodeNear({ words, count }: Int64Data, least: number, range: number): Omit<EncodedColumn, 'bounds'> | undefined {
  const codes = nearCodes.fill(-1, 0, range + 1)
  const indexes = reserveIndexes(count)
  const lower = words[least * 2]!
  const firsts: number[] = []
  for (let i = 0; i < count; i++) {
    const place = (words[i * 2]! - lower) >>> 0
    let code = codes[place]!
    if (code < 0) {
      code = codes[place] = firsts.length
      firsts.push(i)
    }
    indexes[i] = code
  }
  const distinct = firsts.length
  const width = codeWidth(distinct)
  if (distinct * VALUE_BYTES + (count * width) / 8 >= (count * (32 - Math.clz32(range))) / 8 + count / 2) return undefined
  dictionaryPage.begin(distinct * VALUE_BYTES)
  for (const [code, i] of firsts.entries()) {
    dictionaryPage.view.setInt32(code * VALUE_BYTES, words[i * 2]!, true)
    dictionaryPage.view.setInt32(code * VALUE_BYTES + 4, words[i * 2 + 1]!, true)
  }
  dictionaryPage.length = distinct * VALUE_BYTES
  page.begin(1)
  page.bytes[page.length++] = width
  writeHybrid(page, indexes, count, width)
  return { encoding: 'RLE_DICTIONARY', data: page.content(), dictionary: { bytes: dictionaryPage.content(), values: distinct } }
}

/** Where the least and the greatest value stand. */
function boundsOf(words: Int32Array, count: number): { readonly least: number; readonly greatest: number } {
  let least = 0
  let greatest = 0
  for (let i = 1; i < count; i++) {
    if (isBelow(words, i, least)) least = i
    else if (isBelow(words, greatest, i)) greatest = i
  }
  return { least, greatest }
}

function isBelow(words: Int32Array, a: number, b: number): boolean {
  const upperA = words[a * 2 + 1]!
  const upperB = words[b * 2 + 1]!
  return upperA === upperB ? words[a * 2]! >>> 0 < words[b * 2]! >>> 0 : upperA < upperB
}

/** How much the second value is more than the first; exact below 2^53. */
function difference(words: Int32Array, from: number, to: number): number {
  return (words[to * 2 + 1]! - words[from * 2 + 1]!) * WORD + ((words[to * 2]! >>> 0) - (words[from * 2]! >>> 0))
}

function largestDelta(words: Int32Array, count: number): number {
  let largest = 0
  for (let i = 1; i < count; i++) {
    const delta = Math.abs(difference(words, i - 1, i))
    if (delta > largest) largest = delta
  }
  return largest
}

function bigintAt(words: Int32Array, index: number): bigint {
  return (BigInt(words[index * 2 + 1]!) << 32n) | BigInt(words[index * 2]! >>> 0)
}
