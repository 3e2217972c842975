import type { DocumentOrigin } from '../documents/json-document.js'
import { DocumentParseError } from '../errors.js'
import { decodeUtf8 } from '../json/decode-utf8.js'
import type { JsonValue } from '../json/json-value.js'
import { parseJson, type ParseOptions } from '../json/parse-json.js'
import { arrayIdBase } from '../names/array-ids.js'
import type { Cell } from '../tables/cell.js'
import type { DocumentFlattener } from '../tables/flatten-documents.js'
import { CLOSE_BRACKET, COMMA, OPEN_BRACKET } from './bytes.js'
import { ENDED, LEFT, NO_ROOM, PAUSED } from './kernel-layout.js'
import { disown, giveBack, takeKernel } from './kernel-pool.js'
import { PlanHost } from './plan-host.js'
import type { ScanKernel } from './scan-kernel.js'
import { createScanPlan, type Expectations, type PlaceCounts, type ScanPlan } from './scan-plan.js'
import { ScanProgram } from './scan-program.js'
import { ScanWindow } from './scan-window.js'
import { skipValue } from './skip-value.js'
import { appendStaged } from './staged-rows.js'

const WINDOW_BYTES = 512 * 1024
/** A document that is larger is for the reference road. */
const MOST_WINDOW_BYTES = 256 * 1024 ** 2
/** As the parser has it. */
const MAX_DEPTH = 1_000

export interface ScanOptions {
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
 * The fast road from bytes to columns: documents are read by the plan, and their scalars staged in the memory of a {@link ScanKernel}, from where
 * they go into the open row groups of a flattener, with no values in between. A document that holds anything unusual goes down the reference
 * road, into the same row groups; so rows, ids and counts are the same whichever road a document took.
 */
export class DocumentScanner {
  /** Documents that went down the reference road. */
  unusual = 0
  readonly #target: DocumentFlattener
  readonly #plan: ScanPlan
  readonly #program: ScanProgram
  readonly #host: PlanHost
  readonly #window = new ScanWindow()
  readonly #onUnusual: (document: JsonValue) => void
  /** What is added where something is counted: 1, or 0 where nothing shall count. */
  #step = 1
  readonly #counts: Float64Array

  private constructor(target: DocumentFlattener, plan: ScanPlan, { onUnusual = () => {} }: ScanOptions) {
    this.#target = target
    this.#plan = plan
    this.#program = new ScanProgram(plan)
    this.#host = new PlanHost(this.#program)
    this.#onUnusual = onUnusual
    this.#counts = new Float64Array(plan.counters.length)
  }

  /** @returns undefined if the plan is one for the reference road. */
  static create(target: DocumentFlattener, options: ScanOptions = {}): DocumentScanner | undefined {
    const plan = createScanPlan(target.root, target.tables, options.expectations)
    return plan && new DocumentScanner(target, plan, options)
  }

  /** Whether documents count and are told of; those that the expectations were made from do not. Default true. */
  set isObserving(value: boolean) {
    this.#step = value ? 1 : 0
  }

  /** Add what was counted so far, and begin anew. */
  takeCounts(into: PlaceCounts): void {
    for (const [i, { what, path }] of this.#plan.counters.entries()) into[what].set(path, (into[what].get(path) ?? 0) + this.#counts[i]!)
    this.#counts.fill(0)
  }

  /** Nothing more will be read. */
  close(): void {
    disown(this.#program.id)
  }

  /**
   * Read the documents of bytes that are good UTF-8: JSON texts one after the other, or the elements of an array at the top. Yields from time
   * to time, so that row groups can be taken away.
   */
  *scan(entry: Uint8Array, input: ScanInput): Generator<void, ScanResult, undefined> {
    const kernel = takeKernel(this.#program.id)
    if (!kernel) return { documents: 0, isWhole: false }
    try {
      this.#attach(kernel)
      return yield* this.#scan(kernel, entry, input)
    } finally {
      this.#collectCounts(kernel)
      giveBack(kernel)
    }
  }

  *#scan(
    kernel: ScanKernel,
    entry: Uint8Array,
    { origin: first, injected, start, parse }: ScanInput,
  ): Generator<void, ScanResult, undefined> {
    // One for all documents: there may be millions.
    const origin: Origin = { ...first }
    const window = this.#window
    let place: Place = 'outside'
    let from = start
    let sizeBytes = WINDOW_BYTES
    for (;;) {
      window.load(kernel, this.#program, entry, from, sizeBytes)
      const { end } = window
      let at = window.space(0)
      while (at < end) {
        const code = window.byteAt(at)
        if (place === 'element read') {
          if (code !== COMMA && code !== CLOSE_BRACKET) return { documents: origin.position - first.position, isWhole: false }
          place = code === COMMA ? 'element due' : 'outside'
          at = window.space(at + 1)
        } else if (place === 'array begun' && code === CLOSE_BRACKET) {
          place = 'outside'
          at = window.space(at + 1)
        } else if (place === 'outside' && code === OPEN_BRACKET) {
          place = 'array begun'
          at = window.space(at + 1)
        } else {
          const before = origin.position
          const depth: 0 | 1 = place === 'outside' ? 0 : 1
          const stop = this.#stage(kernel, at, origin, injected, depth > 0)
          at = window.placeOf(kernel.exports.stoppedAt())
          if (stop === 'wants memory') {
            window.load(kernel, this.#program, entry, from, sizeBytes)
          } else if (stop === 'left') {
            const next = this.#leave(kernel, at, origin, injected, depth, parse)
            if (next === FAULT) return { documents: origin.position - first.position, isWhole: false }
            if (next === CUT_OFF) break
            origin.position++
            at = window.space(next)
          }
          if (origin.position > before) place = depth === 0 ? 'outside' : 'element read'
        }
      }
      if (window.isLast) return { documents: origin.position - first.position, isWhole: at >= end && place === 'outside' }
      // A document that does not fit wants a larger window.
      sizeBytes = at === 0 ? sizeBytes * 2 : WINDOW_BYTES
      if (sizeBytes > MOST_WINDOW_BYTES) return { documents: origin.position - first.position, isWhole: false }
      from += Math.min(at, end)
      yield
    }
  }

  /** Let the kernel read by this plan, and answer what it asks. */
  #attach(kernel: ScanKernel): void {
    this.#host.attach(kernel)
    if (kernel.owner === this.#program.id) return
    kernel.owner = this.#program.id
    this.#program.install(kernel)
  }

  /**
   * Read documents as long as nothing is unusual, and take them into the row groups.
   *
   * @returns what is to be done about the document that the kernel stopped at; nothing if there is none.
   */
  #stage(
    kernel: ScanKernel,
    start: number,
    origin: Origin,
    injected: Readonly<Record<string, Cell>>,
    isInArray: boolean,
  ): 'left' | 'wants memory' | undefined {
    const { exports } = kernel
    this.#target.begin(origin, injected)
    this.#program.begin(kernel)
    exports.setCounting(this.#step, this.#program.counts)
    const status = this.#run(kernel, start, origin, isInArray)
    const documents = exports.documentCount()
    const cells = exports.cellCount()
    const isTakenBack = status !== ENDED && status !== PAUSED
    if (isTakenBack && this.#step !== 0 && this.#counts.length > 0) this.#takeBack(kernel, origin, isInArray)
    appendStaged(kernel, this.#program.tables)
    this.#target.leaves.cells += cells
    this.#host.writeResidue(this.#target, documents, origin)
    origin.position += documents
    this.#target.end()
    if (status === NO_ROOM) {
      if (documents > 0) return undefined
      return this.#program.widen(exports.tableWithoutRoom()) ? 'wants memory' : 'left'
    }
    return status === LEFT ? 'left' : undefined
  }

  #run({ exports }: ScanKernel, start: number, { position, entryOrdinal }: Origin, isInArray: boolean): number {
    const { start: first, end, isLast } = this.#window
    return exports.run(first + start, first + end, isLast ? 1 : 0, isInArray ? 1 : 0, BigInt(position), arrayIdBase(entryOrdinal))
  }

  /** Read the document that the kernel stopped at once more, as far as it could be read, so that what it counted is taken back. */
  #takeBack(kernel: ScanKernel, origin: Origin, isInArray: boolean): void {
    const { exports } = kernel
    const position = origin.position + exports.documentCount()
    this.#host.isNoting = false
    exports.setCounting(-this.#step, this.#program.counts)
    this.#run(kernel, this.#window.placeOf(exports.stoppedAt()), { ...origin, position }, isInArray)
    this.#host.isNoting = true
  }

  #collectCounts({ doubles }: ScanKernel): void {
    const first = this.#program.counts >> 3
    for (let i = 0; i < this.#counts.length; i++) this.#counts[i]! += doubles[first + i]!
    doubles.fill(0, first, first + this.#counts.length)
  }

  /** Take a document down the reference road. @returns where it ends, or that it does not end in the window, or that something is wrong with it. */
  #leave(
    { bytes }: ScanKernel,
    start: number,
    origin: DocumentOrigin,
    injected: Readonly<Record<string, Cell>>,
    around: number,
    parse: Pick<ParseOptions, 'duplicateKeys'>,
  ): number {
    const window = this.#window
    const first = window.start + start
    const skipped = skipValue(bytes, first, window.start + window.end)
    const end = skipped < 0 && window.isLast ? window.start + window.end : skipped
    if (end < 0) return CUT_OFF
    const value = parseOne(bytes.subarray(first, end), { ...parse, maxDepth: MAX_DEPTH - around })
    if (value === undefined) return FAULT
    if (this.#step !== 0) this.#onUnusual(value)
    this.#target.add({ ...origin, value }, injected)
    this.unusual++
    return window.placeOf(end)
  }
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
