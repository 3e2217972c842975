import type { DocumentOrigin } from '../documents/json-document.js'
import { CoercionError, DocumentParseError } from '../errors.js'
import { decodeUtf8 } from '../json/decode-utf8.js'
import type { JsonValue } from '../json/json-value.js'
import { parseJson, type ParseOptions } from '../json/parse-json.js'
import { canGenerateCode } from '../platform/code-generation.js'
import type { Cell } from '../tables/cell.js'
import type { DocumentFlattener } from '../tables/flatten-documents.js'
import { CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET } from './bytes.js'
import { DocumentReader, type ReadDocuments } from './document-reader.js'
import { GeneratedReaders } from './generate-readers.js'
import { createScanPlan, type Expectations, type PlaceCounts } from './scan-plan.js'
import { ScanWindow } from './scan-window.js'
import { skipValue } from './skip-value.js'
import { UNUSUAL } from './unusual.js'

const WINDOW_BYTES = 512 * 1024
/** Bytes after which code is generated: it takes some milliseconds to make and to warm up. */
const WARM_BYTES = 256 * 1024
/** As the parser has it. */
const MAX_DEPTH = 1_000

export interface ScanOptions {
  /** Whether readers may be generated as code: `auto` once it pays, and where the platform allows it. Default `auto`. */
  readonly code?: 'auto' | 'always' | 'never' | undefined
  readonly expectations?: Expectations | undefined
  /** Told of each document that is unusual, before it goes down the reference road. */
  readonly onUnusual?: ((document: JsonValue) => void) | undefined
}

/** Where the documents come from; their positions count on from the first one's. */
export interface ScanInput {
  /** Of the first document. */
  readonly origin: DocumentOrigin
  readonly injected: Readonly<Record<string, Cell>>
  /** Where the text begins, after a byte order mark. */
  readonly start: number
  readonly parse: Pick<ParseOptions, 'duplicateKeys'>
}

/** How far a scan came. */
export interface ScanResult {
  /** Documents that were written. */
  readonly documents: number
  /** False if the bytes after them are for the parser of the reference road: there is a fault, or what it must look at. */
  readonly isWhole: boolean
}

type Origin = { -readonly [K in keyof DocumentOrigin]: DocumentOrigin[K] }

/** Where the scanner is between documents. */
type Place = 'outside' | 'array begun' | 'element due' | 'element read'

/**
 * The fast road from bytes to columns: documents are read by the plan, and their scalars written straight into the open row groups of a
 * flattener, with no values in between. A document that holds anything unusual is taken back and goes down the reference road, into the same
 * row groups; so rows, ids and counts are the same whichever road a document took.
 */
export class DocumentScanner {
  /** Documents that went down the reference road. */
  unusual = 0
  readonly #target: DocumentFlattener
  readonly #reader: DocumentReader
  readonly #window = new ScanWindow()
  readonly #code: 'auto' | 'always' | 'never'
  readonly #onUnusual: (document: JsonValue) => void
  #bytesUntilCode: number
  #generated: GeneratedReaders | undefined

  private constructor(target: DocumentFlattener, reader: DocumentReader, { code = 'auto', onUnusual = () => {} }: ScanOptions) {
    this.#target = target
    this.#reader = reader
    this.#onUnusual = onUnusual
    this.#code = code
    this.#bytesUntilCode = code === 'always' ? 0 : WARM_BYTES
  }

  /** @returns undefined if the plan is one for the reference road. */
  static create(target: DocumentFlattener, options: ScanOptions = {}): DocumentScanner | undefined {
    const plan = createScanPlan(target.root, target.tables, options.expectations)
    return plan && new DocumentScanner(target, new DocumentReader(target, plan), options)
  }

  /** Whether documents count and are told of; those that the expectations were made from do not. Default true. */
  set isObserving(value: boolean) {
    this.#reader.step = value ? 1 : 0
  }

  /** Add what was counted so far, and begin anew. */
  takeCounts(into: PlaceCounts): void {
    for (const [i, { what, path }] of this.#reader.plan.counters.entries()) {
      into[what].set(path, (into[what].get(path) ?? 0) + this.#reader.counts[i]!)
    }
    this.#reader.counts.fill(0)
  }

  /**
   * Read the documents of bytes that are good UTF-8: JSON texts one after the other, or the elements of an array at the top. Yields from time
   * to time, so that row groups can be taken away.
   */
  *scan(entry: Uint8Array, { origin: first, injected, start, parse }: ScanInput): Generator<void, ScanResult, undefined> {
    // One for all documents: there may be millions.
    const origin: Origin = { ...first }
    const window = this.#window
    const reader = this.#reader
    let place: Place = 'outside'
    let from = start
    let sizeBytes = WINDOW_BYTES
    for (;;) {
      this.#load(entry, from, sizeBytes)
      const { bytes, end } = window
      let at = reader.space(0)
      while (at < end) {
        const code = bytes[at]
        if (place === 'element read') {
          if (code !== COMMA && code !== CLOSE_BRACKET) return { documents: origin.position - first.position, isWhole: false }
          place = code === COMMA ? 'element due' : 'outside'
          at = reader.space(at + 1)
        } else if (place === 'array begun' && code === CLOSE_BRACKET) {
          place = 'outside'
          at = reader.space(at + 1)
        } else if (place === 'outside' && code === OPEN_BRACKET) {
          place = 'array begun'
          at = reader.space(at + 1)
        } else {
          const depth: number = place === 'outside' ? 0 : 1
          let next: number
          if (code === OPEN_BRACE && reader.documents) {
            next = this.#documents(reader.documents, at, origin, injected, depth > 0)
            if (next >= 0) {
              place = depth === 0 ? 'outside' : 'element read'
              at = next
              continue
            }
            at = reader.at
            next = this.#leave(at, origin, injected, depth, parse)
          } else next = this.#document(at, origin, injected, depth, parse)
          if (next === FAULT) return { documents: origin.position - first.position, isWhole: false }
          if (next === CUT_OFF) break
          origin.position++
          place = depth === 0 ? 'outside' : 'element read'
          at = reader.space(next)
        }
      }
      if (window.isLast) return { documents: origin.position - first.position, isWhole: at >= end && place === 'outside' }
      // A document that does not fit wants a larger window.
      sizeBytes = at === 0 ? sizeBytes * 2 : WINDOW_BYTES
      from += Math.min(at, end)
      yield
    }
  }

  #load(entry: Uint8Array, from: number, sizeBytes: number): void {
    const window = this.#window
    window.load(entry, from, sizeBytes)
    this.#reader.bytes = window.bytes
    this.#reader.view = window.view
    this.#generated?.bind()
    if (this.#code === 'never' || this.#bytesUntilCode === Infinity) return
    if (this.#bytesUntilCode <= 0) {
      this.#bytesUntilCode = Infinity
      if (canGenerateCode()) this.#generated = new GeneratedReaders(this.#reader)
      this.#generated?.bind()
    } else this.#bytesUntilCode -= window.end
  }

  /** @returns where the document ends, or that it does not end in the window, or that something is wrong with it. */
  #document(
    start: number,
    origin: DocumentOrigin,
    injected: Readonly<Record<string, Cell>>,
    around: number,
    parse: Pick<ParseOptions, 'duplicateKeys'>,
  ): number {
    const window = this.#window
    const read = this.#read(start, origin, injected)
    // What ends with the window may go on after it.
    if (read >= 0 && (read < window.end || window.isLast)) {
      this.#target.end()
      this.#target.leaves.cells += this.#reader.cells
      return read
    }
    return this.#leave(start, origin, injected, around, parse)
  }

  /** Read documents as long as nothing is unusual. @returns where they end, or -1 if one is left that begins at the reader's place. */
  #documents(read: ReadDocuments, start: number, origin: Origin, injected: Readonly<Record<string, Cell>>, inArray: boolean): number {
    const reader = this.#reader
    this.#target.enter(origin, injected)
    try {
      return read(start, this.#window.end, origin, inArray)
    } catch (error) {
      return leftOver(error)
    } finally {
      this.#target.leaves.cells += reader.wholeCells
    }
  }

  /** Take back what was written of a document, and take it down the reference road. @returns as {@link #document} does. */
  #leave(
    start: number,
    origin: DocumentOrigin,
    injected: Readonly<Record<string, Cell>>,
    around: number,
    parse: Pick<ParseOptions, 'duplicateKeys'>,
  ): number {
    const window = this.#window
    this.#target.rewind()
    if (this.#reader.step !== 0 && this.#reader.counts.length > 0) this.#takeBack(start, origin, injected)
    const skipped = skipValue(window.bytes, start, window.end)
    const end = skipped < 0 && window.isLast ? window.end : skipped
    if (end < 0) return CUT_OFF
    const value = parseOne(window.bytes.subarray(start, end), { ...parse, maxDepth: MAX_DEPTH - around })
    if (value === undefined) return FAULT
    if (this.#reader.step !== 0) this.#onUnusual(value)
    this.#target.add({ ...origin, value }, injected)
    this.unusual++
    return end
  }

  /** Read a document once more as far as it could be read, so that what it counted is taken back. */
  #takeBack(start: number, origin: DocumentOrigin, injected: Readonly<Record<string, Cell>>): void {
    this.#reader.step = -1
    this.#read(start, origin, injected)
    this.#reader.step = 1
    this.#target.rewind()
  }

  #read(start: number, origin: DocumentOrigin, injected: Readonly<Record<string, Cell>>): number {
    const reader = this.#reader
    const target = this.#target
    target.begin(origin, injected)
    reader.cells = 0
    reader.others = 0
    const row = target.beginOriginRow(target.tables[0]!)
    const { element } = reader.plan.root
    try {
      if (element.object && reader.bytes[start] === OPEN_BRACE) return element.object.read(start + 1, row)
      return reader.value(start, element, row)
    } catch (error) {
      return leftOver(error)
    }
  }
}

/** Ids that run out are met again on the reference road, if no fault is met before. */
function leftOver(error: unknown): typeof CUT_OFF {
  if (error === UNUSUAL || error instanceof CoercionError) return CUT_OFF
  throw error
}

const CUT_OFF = -1
const FAULT = -2

/** The value of a text, or undefined if there is a fault in it: the parser must meet it where it stands. */
function parseOne(bytes: Uint8Array, options: ParseOptions): JsonValue | undefined {
  try {
    return parseJson(decodeUtf8(bytes), options)
  } catch (error) {
    if (error instanceof DocumentParseError) return undefined
    throw error
  }
}
