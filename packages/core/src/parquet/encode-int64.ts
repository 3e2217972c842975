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
/** How much each value but the first is more than its neighbour before; the same memory for one column after the other. */
let deltas = new Float64Array(1024)

/** INT64 by a dictionary, by the differences of neighbours, or as it is: whatever is smallest by its size before compression. */
export function encodeInt64(data: Int64Data): EncodedColumn {
  const { words, count } = data
  if (count === 0) return { encoding: 'PLAIN', data: new Uint8Array(0), dictionary: undefined, bounds: undefined }
  const { least, greatest, leastDelta, greatestDelta } = survey(words, count)
  const bounds = { least: plainAt(words, least), greatest: plainAt(words, greatest) }
  const range = difference(words, least, greatest)
  // Steps that are all alike, as those of positions, take next to nothing; a dictionary would hold every value.
  const isEven = leastDelta === greatestDelta && range > 0
  const byDictionary = count > FEW_VALUES && range <= TABLE_RANGE && !isEven ? encodeNear(data, least, range) : undefined
  if (byDictionary) return { ...byDictionary, bounds }
  if (count === 1 || greatestDelta > LARGEST_DELTA || leastDelta < -LARGEST_DELTA) {
    return { encoding: 'PLAIN', data: littleEndian(words.subarray(0, count * 2)), dictionary: undefined, bounds }
  }
  page.begin(0)
  writeDeltas(page, words, deltas, count)
  return { encoding: 'DELTA_BINARY_PACKED', data: page.content(), dictionary: undefined, bounds }
}

/** By a dictionary, if that is smaller than the differences would be. @param range from the least to the greatest value. */
function encodeNear({ words, count }: Int64Data, least: number, range: number): Omit<EncodedColumn, 'bounds'> | undefined {
  const byDeltas = (count * (32 - Math.clz32(range))) / 8 + count / 2
  // More distinct values than this are larger already, whatever their codes take.
  const mostDistinct = Math.min(range + 1, Math.ceil(byDeltas / VALUE_BYTES))
  const codes = nearCodes.fill(-1, 0, range + 1)
  const indexes = reserveIndexes(count)
  const lower = words[least * 2]!
  dictionaryPage.begin(mostDistinct * VALUE_BYTES)
  const { view } = dictionaryPage
  let distinct = 0
  for (let i = 0; i < count; i++) {
    const place = (words[i * 2]! - lower) >>> 0
    let code = codes[place]!
    if (code < 0) {
      if (distinct === mostDistinct) return undefined
      code = codes[place] = distinct++
      view.setInt32(code * VALUE_BYTES, words[i * 2]!, true)
      view.setInt32(code * VALUE_BYTES + 4, words[i * 2 + 1]!, true)
    }
    indexes[i] = code
  }
  const width = codeWidth(distinct)
  if (distinct * VALUE_BYTES + (count * width) / 8 >= byDeltas) return undefined
  dictionaryPage.length = distinct * VALUE_BYTES
  page.begin(1)
  page.bytes[page.length++] = width
  writeHybrid(page, indexes, count, width)
  return { encoding: 'RLE_DICTIONARY', data: page.content(), dictionary: { bytes: dictionaryPage.content(), values: distinct } }
}

interface Survey {
  /** Where the least and the greatest value stand. */
  readonly least: number
  readonly greatest: number
  readonly leastDelta: number
  readonly greatestDelta: number
}

/** Bounds of the values and of their {@link deltas}, which are filled in. A delta beyond 2^53 is not exact. */
function survey(words: Int32Array, count: number): Survey {
  if (deltas.length < count) deltas = new Float64Array(count * 2)
  const to = deltas
  let upper = words[1]!
  let lower = words[0]! >>> 0
  let [least, leastUpper, leastLower] = [0, upper, lower]
  let [greatest, greatestUpper, greatestLower] = [0, upper, lower]
  let leastDelta = Infinity
  let greatestDelta = -Infinity
  for (let i = 1; i < count; i++) {
    const nextUpper = words[i * 2 + 1]!
    const nextLower = words[i * 2]! >>> 0
    const delta = (nextUpper - upper) * WORD + (nextLower - lower)
    to[i - 1] = delta
    if (delta < leastDelta) leastDelta = delta
    if (delta > greatestDelta) greatestDelta = delta
    if (nextUpper < leastUpper || (nextUpper === leastUpper && nextLower < leastLower)) {
      least = i
      leastUpper = nextUpper
      leastLower = nextLower
    } else if (nextUpper > greatestUpper || (nextUpper === greatestUpper && nextLower > greatestLower)) {
      greatest = i
      greatestUpper = nextUpper
      greatestLower = nextLower
    }
    upper = nextUpper
    lower = nextLower
  }
  return { least, greatest, leastDelta, greatestDelta }
}

/** How much the second value is more than the first; exact below 2^53. */
function difference(words: Int32Array, from: number, to: number): number {
  return (words[to * 2 + 1]! - words[from * 2 + 1]!) * WORD + ((words[to * 2]! >>> 0) - (words[from * 2]! >>> 0))
}

function plainAt(words: Int32Array, index: number): Uint8Array {
  return littleEndian(words.slice(index * 2, index * 2 + 2))
}
