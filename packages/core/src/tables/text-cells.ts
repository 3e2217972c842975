import type { Cell } from './cell.js'
import { CellPresence } from './cell-presence.js'
import type { TextData } from './column-data.js'
import { grownArray, NO_BYTES, NO_WORDS } from './number-cells.js'

const FIRST_VALUES = 64
const FIRST_BYTES = 1024
const CELL_BYTES = 8
const LENGTH_BYTES = 4
/** UTF-8 bytes of one UTF-16 code unit, at most. */
const BYTES_PER_UNIT = 3
/** A whole word is read and written at a time, also at the end. */
const SPARE_BYTES = 8
/** Copied at once from this length on: that takes a view of the bytes, which costs as much as some dozens of words, and is garbage. */
const LONG_BYTES = 256
/** Distinct texts from which on it is asked, whenever there are twice as many, whether a list of them still pays. */
const FIRST_QUESTION = 2048
const MOST_DISTINCT = 16_384
const MOST_BYTES = 4 * 1024 ** 2

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const NO_VIEW = new DataView(NO_BYTES.buffer)

/** Where texts that are added as strings are encoded. */
let scratch = new Uint8Array(FIRST_BYTES)
let scratchView = new DataView(scratch.buffer)

/**
 * Texts of one row group, in memory of their own. While few are distinct, each is kept once, with a number for each value; when there are
 * too many, every value is kept by itself, now and in the row groups that follow.
 */
export class TextCells extends CellPresence {
  readonly kind = 'text'
  /** What the values take, roughly: 8 bytes each, and a text's length in UTF-8. */
  weightBytes = 0
  bytes: Uint8Array = NO_BYTES
  view: DataView = NO_VIEW
  usedBytes = 0
  /** Whether every value is kept by itself. */
  isPlain = false
  distinct = 0
  /** See {@link TextData.codes}. */
  codes: Int32Array = NO_WORDS
  /** See {@link TextData.starts}. */
  starts: Int32Array = NO_WORDS
  /**
   * Open addressing, with twice as many slots as there may be texts before it grows: 0, or code + 1 in the bits that a slot's number has, and
   * those of the hash above them. What is not the same text is hardly ever looked at so: each look into other memory may have to wait for it.
   */
  slots: Int32Array = new Int32Array(FIRST_VALUES * 4)
  /** By code. */
  hashes: Int32Array = NO_WORDS
  /** Distinct texts at which it is asked next whether they pay. */
  question: number = FIRST_QUESTION
  /** Of the distinct texts, those that are in the slots: the first ones. */
  #hashed = 0
  readonly #onQuestion: (cells: TextCells) => void

  /** @param onQuestion told when there are so many distinct texts that {@link settle} should be called once the document is whole. */
  constructor(onQuestion: (cells: TextCells) => void) {
    super()
    this.#onQuestion = onQuestion
  }

  set(row: number, cell: NonNullable<Cell>): void {
    const text = cell as string
    const most = text.length * BYTES_PER_UNIT + SPARE_BYTES
    if (most > scratch.length) {
      scratch = new Uint8Array(most * 2)
      scratchView = new DataView(scratch.buffer)
    }
    const length = encoder.encodeInto(text, scratch).written
    if (this.count !== row) this.markPresent(row)
    if (this.isPlain) return this.appendText(scratch, scratchView, 0, length)
    const code = this.codeOf(scratch, scratchView, 0, length)
    this.reserveCodes(1)
    this.codes[this.count++] = code
    this.weightBytes += CELL_BYTES + length
  }

  /** Add a text to a plain column, whose row is marked. Its bytes are as in {@link codeOf}. */
  appendText(source: Uint8Array, view: DataView, start: number, length: number): void {
    if (this.count === this.starts.length) this.starts = grownArray(this.starts)
    this.starts[this.count++] = this.usedBytes
    this.#append(source, view, start, length)
    this.weightBytes += CELL_BYTES + length
  }

  /**
   * Add texts to a plain column, whose rows are marked.
   *
   * @param texts in UTF-8, each after its length in 4 bytes.
   * @param starts where they will begin in {@link bytes}.
   */
  appendTexts(texts: Uint8Array, starts: Int32Array): void {
    while (this.count + starts.length > this.starts.length) this.starts = grownArray(this.starts)
    this.starts.set(starts, this.count)
    this.count += starts.length
    this.#reserveBytes(texts.length)
    this.bytes.set(texts, this.usedBytes)
    this.usedBytes += texts.length
    this.weightBytes += starts.length * (CELL_BYTES - LENGTH_BYTES) + texts.length
  }

  /**
   * Add distinct texts that are not there. They get the codes that follow; no value is added.
   *
   * @param texts in UTF-8, each after its length in 4 bytes.
   * @param starts where they will begin in {@link bytes}.
   */
  addDistinct(texts: Uint8Array, starts: Int32Array): void {
    while (this.distinct + starts.length > this.starts.length) this.starts = grownArray(this.starts)
    this.starts.set(starts, this.distinct)
    this.#reserveBytes(texts.length)
    this.bytes.set(texts, this.usedBytes)
    this.usedBytes += texts.length
    this.distinct += starts.length
    if (this.distinct === this.question) this.#onQuestion(this)
  }

  /** The bytes of a distinct text, by its code. */
  distinctText(code: number): Uint8Array {
    const start = this.starts[code]!
    return this.bytes.subarray(start + LENGTH_BYTES, start + LENGTH_BYTES + this.#lengthAt(start))
  }

  /** Add texts by their codes, whose rows are marked. @param textBytes of all of them. */
  appendCodes(codes: Int32Array, textBytes: number): void {
    this.weightBytes += codes.length * CELL_BYTES + textBytes
    this.reserveCodes(codes.length)
    this.codes.set(codes, this.count)
    this.count += codes.length
  }

  /** Make room for codes of so many values more. */
  reserveCodes(values: number): void {
    while (this.count + values > this.codes.length) this.codes = grownArray(this.codes)
  }

  /** Add a text so many times. */
  fill(row: number, times: number, cell: NonNullable<Cell>): void {
    this.set(row, cell)
    if (this.isPlain) {
      for (let i = 1; i < times; i++) this.set(row + i, cell)
      return
    }
    const code = this.codes[this.count - 1]!
    const weight = CELL_BYTES + this.#lengthAt(this.starts[code]!)
    while (this.codes.length < this.count + times) this.codes = grownArray(this.codes)
    if (this.count === row + 1) {
      this.codes.fill(code, this.count, this.count + times - 1)
      this.count += times - 1
    } else {
      for (let i = 1; i < times; i++) {
        this.markPresent(row + i)
        this.codes[this.count++] = code
      }
    }
    this.weightBytes += weight * (times - 1)
  }

  /** Between documents: give up the list of distinct texts if it does not pay. Both roads ask at the same places. */
  settle(): void {
    if (this.isPlain || this.distinct < this.question) return
    const { distinct, count } = this
    const pays = distinct * 20 <= count * 19 && (distinct < MOST_DISTINCT || distinct * 2 <= count) && this.usedBytes <= MOST_BYTES
    if (pays) this.question *= 2
    else this.#spill()
  }

  take(rows: number): TextData {
    const { count, bytes, usedBytes, starts, distinct } = this
    const codes = this.isPlain ? undefined : this.codes
    this.bytes = NO_BYTES
    this.view = NO_VIEW
    this.starts = NO_WORDS
    this.codes = NO_WORDS
    this.usedBytes = 0
    this.distinct = 0
    this.weightBytes = 0
    this.question = FIRST_QUESTION
    if (this.#hashed > 0) this.slots.fill(0)
    this.#hashed = 0
    return { kind: 'text', rows, count, present: this.takePresence(rows), bytes, usedBytes, starts, codes, distinct }
  }

  /** Use the memory of what was taken again. */
  recycle({ bytes, starts, codes, present }: TextData): void {
    this.recyclePresence(present)
    if (this.count > 0) return
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
    this.starts = starts
    if (codes) this.codes = codes
  }

  /**
   * The code of a text, which is new or not. No value is added.
   *
   * @param source bytes that are good UTF-8, with 4 to spare after the text.
   * @param view of the same bytes.
   */
  codeOf(source: Uint8Array, view: DataView, start: number, length: number): number {
    if (this.#hashed < this.distinct) this.#catchUp()
    const hash = hashText(view, start, length)
    const { slots } = this
    const mask = slots.length - 1
    let slot = hash & mask
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (((entry ^ hash) & ~mask) === 0) {
        const code = (entry & mask) - 1
        if (this.#isAt(this.starts[code]!, view, start, length)) return code
      }
      slot = (slot + 1) & mask
    }
    const code = this.distinct++
    this.#hashed++
    slots[slot] = (hash & ~mask) | (code + 1)
    if (code === this.hashes.length) this.hashes = grownArray(this.hashes)
    this.hashes[code] = hash
    if (code === this.starts.length) this.starts = grownArray(this.starts)
    this.starts[code] = this.usedBytes
    this.#append(source, view, start, length)
    if (this.distinct * 2 >= slots.length) this.#rehash()
    if (this.distinct === this.question) this.#onQuestion(this)
    return code
  }

  #isAt(at: number, view: DataView, start: number, length: number): boolean {
    const own = this.view
    if (own.getInt32(at, true) !== length) return false
    const first = at + LENGTH_BYTES
    let i = 0
    for (; i + 4 <= length; i += 4) if (own.getInt32(first + i, true) !== view.getInt32(start + i, true)) return false
    const rest = length - i
    return rest === 0 || ((own.getInt32(first + i, true) ^ view.getInt32(start + i, true)) & ((1 << (rest << 3)) - 1)) === 0
  }

  #append(source: Uint8Array, view: DataView, start: number, length: number): void {
    this.#reserveBytes(LENGTH_BYTES + length)
    const at = this.usedBytes
    const own = this.view
    own.setInt32(at, length, true)
    const first = at + LENGTH_BYTES
    if (length >= LONG_BYTES) this.bytes.set(source.subarray(start, start + length), first)
    else for (let i = 0; i < length; i += 4) own.setInt32(first + i, view.getInt32(start + i, true), true)
    this.usedBytes = first + length
  }

  #reserveBytes(more: number): void {
    const wanted = this.usedBytes + more + SPARE_BYTES
    if (wanted <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, wanted, FIRST_BYTES))
    grown.set(this.bytes.subarray(0, this.usedBytes))
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }

  #lengthAt(start: number): number {
    return this.view.getInt32(start, true)
  }

  /** Bring the texts into the slots that were added without them. */
  #catchUp(): void {
    const first = this.#hashed
    while (this.hashes.length < this.distinct) this.hashes = grownArray(this.hashes)
    for (let code = first; code < this.distinct; code++) {
      const start = this.starts[code]!
      this.hashes[code] = hashText(this.view, start + LENGTH_BYTES, this.#lengthAt(start))
    }
    this.#hashed = this.distinct
    if (this.distinct * 2 >= this.slots.length) this.#rehash()
    else for (let code = first; code < this.distinct; code++) takeSlot(this.slots, this.hashes[code]!, code)
  }

  /** Make slots anew, with room for twice as many texts. */
  #rehash(): void {
    let length = this.slots.length
    while (this.distinct * 2 >= length) length *= 2
    const slots = new Int32Array(length)
    for (let code = 0; code < this.distinct; code++) takeSlot(slots, this.hashes[code]!, code)
    this.slots = slots
  }

  /** From a list of distinct texts to a text for each value. */
  #spill(): void {
    const { bytes, view, starts, codes, count } = this
    this.isPlain = true
    this.bytes = new Uint8Array(Math.max(bytes.length * 2, FIRST_BYTES))
    this.view = new DataView(this.bytes.buffer)
    this.starts = new Int32Array(codes.length)
    this.usedBytes = 0
    this.distinct = 0
    for (let i = 0; i < count; i++) {
      const start = starts[codes[i]!]!
      this.starts[i] = this.usedBytes
      this.#append(bytes, view, start + LENGTH_BYTES, view.getInt32(start, true))
    }
    this.slots = new Int32Array(0)
    this.hashes = new Int32Array(0)
  }
}

/** Of a text that is not there. */
function takeSlot(slots: Int32Array, hash: number, code: number): void {
  const mask = slots.length - 1
  let slot = hash & mask
  while (slots[slot] !== 0) slot = (slot + 1) & mask
  slots[slot] = (hash & ~mask) | (code + 1)
}

/** A hash of the bytes of a text, by words of 4 bytes. The bytes after the text are read and left out. */
function hashText(view: DataView, start: number, length: number): number {
  let hash = 0
  let i = 0
  for (; i + 4 <= length; i += 4) hash = Math.imul(hash ^ view.getInt32(start + i, true), 0x9e3779b1)
  const rest = length - i
  if (rest > 0) hash = Math.imul(hash ^ (view.getInt32(start + i, true) & ((1 << (rest << 3)) - 1)), 0x9e3779b1)
  hash ^= hash >>> 15
  return (hash + length) | 0
}

/** A text of a column that was taken. */
export function textAt({ bytes, starts, codes }: TextData, value: number): string {
  const at = starts[codes ? codes[value]! : value]!
  const length = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  return decoder.decode(bytes.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length))
}
