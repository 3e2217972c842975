import type { DoubleData } from '../tables/column-data.js'
import type { CompressPage } from '../platform/platform.js'
import type { Bounds } from './bounds.js'
import { codeWidth, reserveIndexes, type EncodedColumn } from './encoded-column.js'
import { littleEndian } from './little-endian.js'
import { PageBytes } from './page-bytes.js'
import { writeHybrid } from './rle-hybrid.js'

/** So few values are not worth a question. */
const FEW_VALUES = 256
const SAMPLED_VALUES = 512
/** A dictionary is tried if at most this part of a sample is distinct. */
const DISTINCT_PART = 0.3
const MOST_DISTINCT = 16_384
const SLOTS = MOST_DISTINCT * 4
/** Values that are compressed on trial, from the middle. */
const TRIAL_VALUES = 4096
const VALUE_BYTES = 8
const WORD = 2 ** 32

const distinctSlots = new Int32Array(SLOTS)
const page = new PageBytes()
const dictionaryPage = new PageBytes()
const trial = new PageBytes()

/** DOUBLE by a dictionary, with the bytes of equal weight together, or as it is. @param compress as the page will be compressed. */
export function encodeDouble({ values, count }: DoubleData, compress: CompressPage): EncodedColumn {
  if (count === 0) return { encoding: 'PLAIN', data: new Uint8Array(0), dictionary: undefined, bounds: undefined }
  const used = values.subarray(0, count)
  const bounds = boundsOf(used, Float64Array)
  if (count > FEW_VALUES) {
    const words = new Int32Array(values.buffer, values.byteOffset, count * 2)
    const byDictionary = looksRepeated(words, count) ? encodeRepeated(used, words) : undefined
    if (byDictionary) return { ...byDictionary, bounds }
    const bytes = littleEndian(used)
    if (splittingPays(bytes, count, compress)) {
      splitBytes(page, bytes, 0, count)
      return { encoding: 'BYTE_STREAM_SPLIT', data: page.content(), dictionary: undefined, bounds }
    }
  }
  return { encoding: 'PLAIN', data: littleEndian(used), dictionary: undefined, bounds }
}

/** INT32, of days since the Unix epoch. */
export function encodeDays({ values, count }: DoubleData): EncodedColumn {
  const used = values.subarray(0, count)
  const bounds = count === 0 ? undefined : boundsOf(used, Int32Array)
  return { encoding: 'PLAIN', data: littleEndian(Int32Array.from(used)), dictionary: undefined, bounds }
}

/** A zero is -0 as a minimum and +0 as a maximum, as the format wants it, since either may be meant. */
function boundsOf(values: Float64Array, Numbers: Float64ArrayConstructor | Int32ArrayConstructor): Bounds {
  let least = values[0]!
  let greatest = least
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return { least: littleEndian(Numbers.of(least === 0 ? -0 : least)), greatest: littleEndian(Numbers.of(greatest === 0 ? 0 : greatest)) }
}

/** By words, since -0 is not +0. */
function looksRepeated(words: Int32Array, count: number): boolean {
  const step = Math.max(1, Math.floor(count / SAMPLED_VALUES))
  const mostDistinct = Math.ceil(count / step) * DISTINCT_PART
  const seen = new Set<number>()
  for (let i = 0; i < count && seen.size <= mostDistinct; i += step) {
    // In a sample it does not matter if two values are rarely taken for one.
    seen.add(words[i * 2 + 1]! * WORD + (words[i * 2]! >>> 0))
  }
  return seen.size <= mostDistinct
}

function encodeRepeated(values: Float64Array, words: Int32Array): Omit<EncodedColumn, 'bounds'> | undefined {
  const slots = distinctSlots.fill(0)
  const indexes = reserveIndexes(values.length)
  const firsts: number[] = []
  for (let i = 0; i < values.length; i++) {
    const low = words[i * 2]!
    const high = words[i * 2 + 1]!
    const hash = Math.imul(Math.imul(low, 0x9e3779b1) ^ high, 0x85ebca6b)
    let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
    let code = slots[slot]! - 1
    while (code >= 0 && (words[firsts[code]! * 2] !== low || words[firsts[code]! * 2 + 1] !== high)) {
      slot = (slot + 1) & (SLOTS - 1)
      code = slots[slot]! - 1
    }
    if (code < 0) {
      if (firsts.length === MOST_DISTINCT) return undefined
      code = firsts.length
      firsts.push(i)
      slots[slot] = code + 1
    }
    indexes[i] = code
  }
  const distinct = firsts.length
  dictionaryPage.begin(distinct * VALUE_BYTES)
  for (const [code, i] of firsts.entries()) dictionaryPage.view.setFloat64(code * VALUE_BYTES, values[i]!, true)
  dictionaryPage.length = distinct * VALUE_BYTES
  const width = codeWidth(distinct)
  page.begin(1)
  page.bytes[page.length++] = width
  writeHybrid(page, indexes, values.length, width)
  return { encoding: 'RLE_DICTIONARY', data: page.content(), dictionary: { bytes: dictionaryPage.content(), values: distinct } }
}

/** A sample is small, and splitting gains more in a whole page, where bytes of one weight have blocks of their own. */
function splittingPays(bytes: Uint8Array, count: number, compress: CompressPage): boolean {
  const tried = Math.min(count, TRIAL_VALUES)
  const from = (count - tried) >> 1
  splitBytes(trial, bytes, from, tried)
  const plain = bytes.subarray(from * VALUE_BYTES, (from + tried) * VALUE_BYTES)
  return compress(plain, 'more').length >= compress(trial.content(), 'more').length
}

/** @see Parquet Encodings, byte stream split */
function splitBytes(out: PageBytes, bytes: Uint8Array, from: number, count: number): void {
  out.begin(count * VALUE_BYTES)
  const split = out.bytes
  for (let i = 0, at = from * VALUE_BYTES; i < count; i++, at += VALUE_BYTES) {
    split[i] = bytes[at]!
    split[i + count] = bytes[at + 1]!
    split[i + 2 * count] = bytes[at + 2]!
    split[i + 3 * count] = bytes[at + 3]!
    split[i + 4 * count] = bytes[at + 4]!
    split[i + 5 * count] = bytes[at + 5]!
    split[i + 6 * count] = bytes[at + 6]!
    split[i + 7 * count] = bytes[at + 7]!
  }
  out.length = count * VALUE_BYTES
}
