import { CLOSE_BRACE, COMMA, OPEN_BRACE, SPACE } from '../columns/bytes.js'
import { UNEXPECTED } from '../columns/entry-road.js'
import { readDocuments } from '../documents/read-documents.js'
import { DocumentParseError } from '../errors.js'
import type { JsonObject, JsonValue } from '../json/json-value.js'
import type { Cell } from '../tables/cell.js'
import type { LineReader } from './partition-line.js'

const NEWLINE = 0x0a

/** Documents of neighbouring lines, into all of which the same was injected. */
export interface CutLines {
  /** A line for each document. Valid until more is asked for. */
  readonly bytes: Uint8Array
  readonly lines: number
  readonly injected: Readonly<Record<string, Cell>>
  readonly recordId: string
}

/**
 * Cuts the injected fields off the lines of a JSON dataset, as bytes. Unpacking writes them last, and the same for all documents of an entry;
 * so they are read once, and compared as bytes from then on. What is left is good JSON just where the line is: the same brackets are open at
 * the cut as at the line's last brace.
 */
export class LineCutter {
  readonly #reader: LineReader
  readonly #fallbackId: string
  /** The last line's fields with the brace after them. */
  #tail = new Uint8Array(0)
  #injected: Readonly<Record<string, Cell>> = {}
  #recordId = ''
  #bytes = new Uint8Array(0)

  /** @param fallbackId the record's id where lines do not say it. */
  constructor(reader: LineReader, fallbackId: string) {
    this.#reader = reader
    this.#fallbackId = fallbackId
  }

  /**
   * @param block whole lines.
   * @throws UNEXPECTED for a line that unpacking does not write.
   */
  *cut(block: Uint8Array): Generator<CutLines, void, undefined> {
    if (this.#bytes.length < block.length + 1) this.#bytes = new Uint8Array(block.length + 1)
    let size = 0
    let lines = 0
    for (let start = 0; start < block.length;) {
      const newline = block.indexOf(NEWLINE, start)
      const end = newline < 0 ? block.length : newline
      if (!this.#hasTail(block, end)) {
        if (lines > 0) yield this.#cutLines(size, lines)
        size = lines = 0
        this.#readTail(block, start, end)
      }
      size = this.#cutLine(block, start, end, size)
      lines++
      start = end + 1
    }
    if (lines > 0) yield this.#cutLines(size, lines)
  }

  #cutLines(size: number, lines: number): CutLines {
    return { bytes: this.#bytes.subarray(0, size), lines, injected: this.#injected, recordId: this.#recordId }
  }

  #hasTail(block: Uint8Array, end: number): boolean {
    const tail = this.#tail
    const from = end - tail.length
    if (tail.length === 0 || from < 0) return false
    // What differs does so in the record's id, which comes last.
    for (let i = tail.length - 1; i >= 0; i--) if (block[from + i] !== tail[i]) return false
    return true
  }

  /** Copy a line without its injected fields. @returns where it ends. */
  #cutLine(block: Uint8Array, start: number, end: number, size: number): number {
    let cut = end - this.#tail.length
    if (block[start] !== OPEN_BRACE || cut <= start) throw UNEXPECTED
    // Before injected fields stands the document's brace, or a comma after its own: a comma after the brace would be lost.
    if (this.#tail.length > 1 && cut - 1 > start) {
      const own = block[cut - 2]!
      if (block[cut - 1] !== COMMA || own === OPEN_BRACE || own <= SPACE) throw UNEXPECTED
      cut--
    }
    this.#bytes.set(block.subarray(start, cut), size)
    const at = size + cut - start
    this.#bytes[at] = CLOSE_BRACE
    this.#bytes[at + 1] = NEWLINE
    return at + 2
  }

  #readTail(block: Uint8Array, start: number, end: number): void {
    const from = this.#findTail(block, start, end)
    const tail = block.slice(from, end)
    const { injected, recordId } = this.#reader.read(this.#readFields(tail), this.#fallbackId)
    this.#tail = tail
    this.#injected = injected
    this.#recordId = recordId
  }

  #readFields(tail: Uint8Array): JsonObject {
    const text = new Uint8Array(tail.length + 1)
    text[0] = OPEN_BRACE
    text.set(tail, 1)
    try {
      const [fields, ...others] = readDocuments(
        text,
        {},
        { check: (value: JsonValue) => this.#reader.check(value) },
      ) as Iterable<JsonObject>
      if (fields && others.length === 0 && Object.keys(fields).every((name) => this.#reader.isInjected(name))) return fields
    } catch (error) {
      // Its place is within the fields; and more of the file would not make it good, as it may with a block that ends within a document.
      if (!(error instanceof DocumentParseError)) throw error
    }
    throw UNEXPECTED
  }

  /** Where the injected fields of a line begin: at the first that it has, in their order. */
  #findTail(block: Uint8Array, start: number, end: number): number {
    for (const key of this.#reader.keyBytes) {
      const at = lastPlaceOf(key, block, start, end)
      if (at >= 0) return at
    }
    // Nothing was injected: there is only the brace.
    return end - 1
  }
}

function lastPlaceOf(key: Uint8Array, block: Uint8Array, start: number, end: number): number {
  for (let at = end - key.length; at >= start; at--) {
    let i = 0
    while (i < key.length && block[at + i] === key[i]) i++
    if (i === key.length) return at
  }
  return -1
}
