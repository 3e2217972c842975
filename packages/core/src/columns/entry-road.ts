import { platform } from '#platform'
import type { DocumentOrigin } from '../documents/json-document.js'
import { startOfText } from '../json/decode-text.js'
import type { JsonValue } from '../json/json-value.js'
import type { ParseOptions } from '../json/parse-json.js'
import type { Cell } from '../tables/cell.js'
import type { DocumentFlattener } from '../tables/flatten-documents.js'
import { DocumentScanner, type ScanOptions } from './document-scanner.js'
import type { PlaceCounts } from './scan-plan.js'

/**
 * The road from bytes to columns: `reference` parses and walks the values, `fast` reads the columns straight from the bytes and leaves what is
 * unusual to the reference. Both give the same tables, byte for byte, and the same errors. `auto` is the fast one, where it pays. The fast one
 * needs WebAssembly: where a platform has none, or forbids it (a content security policy without `wasm-unsafe-eval`), it is the reference one.
 */
export type Road = 'auto' | 'fast' | 'reference'

/** The documents of an entry by the reference road. */
export type ReadDocuments = (bytes: Uint8Array, parse: ParseOptions) => Iterable<JsonValue>

/** Thrown, always the same one, where bytes are not what they were expected to be. */
export const UNEXPECTED: Error = new Error('These bytes are not as expected')

/** Takes the bytes of entries down one road or the other, into the open row groups of a flattener. */
export class EntryRoad {
  readonly #target: DocumentFlattener
  #scanner: DocumentScanner | undefined
  /** Whether documents are read by expectations; bytes that cannot be read so are an error then. */
  #isExpecting = false
  readonly #read: ReadDocuments
  /** Documents of a block that were written before it turned out that it ends within a document. */
  #ahead = 0

  constructor(target: DocumentFlattener, road: Road, read: ReadDocuments) {
    this.#target = target
    this.#read = read
    this.#scanner = road === 'reference' ? undefined : DocumentScanner.create(target)
  }

  /**
   * From now on read by expectations, if there are any, and tell of each document that is unusual. Bytes that the scanner cannot read to their end
   * throw {@link UNEXPECTED}.
   *
   * @returns false if the plan is one for the reference road.
   */
  expect(options: ScanOptions): boolean {
    this.#isExpecting = true
    this.close()
    this.#scanner = DocumentScanner.create(this.#target, options)
    return this.#scanner !== undefined
  }

  /** No more entries come: what was kept to read them by is for others. */
  close(): void {
    this.#scanner?.close()
  }

  /** See {@link DocumentScanner.isObserving}. */
  set isObserving(value: boolean) {
    if (this.#scanner) this.#scanner.isObserving = value
  }

  /** See {@link DocumentScanner.takeCounts}. */
  takeCounts(into: PlaceCounts): void {
    this.#scanner?.takeCounts(into)
  }

  /**
   * Add the documents of an entry. Yields from time to time, so that row groups can be taken away.
   *
   * @param first where the first document comes from; the positions of the others follow.
   * @returns how many there were.
   * @throws DocumentParseError with the place of the first fault, when all documents before it have been added.
   */
  *add(
    bytes: Uint8Array,
    first: DocumentOrigin,
    injected: Readonly<Record<string, Cell>>,
    parse: ParseOptions,
  ): Generator<void, number, undefined> {
    const scanned = yield* this.#scan(bytes, first, injected, parse)
    if (scanned.isWhole) return scanned.documents
    if (this.#isExpecting) throw UNEXPECTED
    let documents = 0
    for (const value of this.#read(bytes, parse)) {
      const position = first.position + documents++
      if (documents <= scanned.documents) continue
      this.#target.add({ ...first, position, value }, injected)
      yield
    }
    return documents
  }

  /**
   * Add the documents of a block of a file. If it throws `bad-json`, the block may end within a document: the next call must be with the same
   * bytes and more, or none.
   *
   * @returns how many there were.
   */
  addBlock(bytes: Uint8Array, first: DocumentOrigin, injected: Readonly<Record<string, Cell>>, parse: ParseOptions): number {
    if (this.#ahead === 0) {
      const scanning = this.#scan(bytes, first, injected, parse)
      let step = scanning.next()
      while (!step.done) step = scanning.next()
      if (step.value.isWhole) return step.value.documents
      if (this.#isExpecting) throw UNEXPECTED
      this.#ahead = step.value.documents
    }
    const values = [...this.#read(bytes, parse)]
    for (const [i, value] of values.entries()) {
      if (i >= this.#ahead) this.#target.add({ ...first, position: first.position + i, value }, injected)
    }
    this.#ahead = 0
    return values.length
  }

  *#scan(
    bytes: Uint8Array,
    origin: DocumentOrigin,
    injected: Readonly<Record<string, Cell>>,
    parse: ParseOptions,
  ): Generator<void, { readonly documents: number; readonly isWhole: boolean }, undefined> {
    if (!this.#scanner || parse.check || !platform.isUtf8(bytes)) return { documents: 0, isWhole: false }
    return yield* this.#scanner.scan(bytes, { origin, injected, start: startOfText(bytes, parse), parse })
  }
}
