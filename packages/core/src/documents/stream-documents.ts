import { DocumentParseError, type ErrorPlace } from '../errors.js'
import type { JsonValue } from '../json/json-value.js'
import type { ParseOptions } from '../json/parse-json.js'
import { readDocuments } from './read-documents.js'

const BLOCK_BYTES = 1024 ** 2
/** A document that spans lines makes blocks grow; beyond this, a fault is a fault. */
const LARGEST_BLOCK_BYTES = 256 * 1024 ** 2
const NEWLINE = 0x0a

/** Whether a file's name says that it holds a document a line. */
export function isNamedNdjson(path: string): boolean {
  return /\.(ndjson|jsonl|jl|geojsonl)$/i.test(path)
}

/** The documents of NDJSON that arrives in chunks, in memory that does not grow with the file. See {@link readInBlocks}. */
export async function* streamDocuments(
  chunks: AsyncIterable<Uint8Array>,
  place: ErrorPlace,
  options: ParseOptions = {},
): AsyncGenerator<JsonValue, void, undefined> {
  for await (const documents of readInBlocks(chunks, place, options, (bytes, parse) => [...readDocuments(bytes, place, parse)]))
    yield* documents
}

/**
 * Read NDJSON that arrives in chunks, in blocks of whole lines. A document that spans lines is found too: a block that may end within one
 * is read again together with what follows.
 *
 * @param read takes the bytes of whole documents; it is called again with the same bytes and more if it throws `bad-json`.
 * @returns what `read` returned for each block.
 * @throws DocumentParseError with the place of the first fault in the file.
 */
export async function* readInBlocks<T>(
  chunks: AsyncIterable<Uint8Array>,
  place: ErrorPlace,
  options: ParseOptions,
  read: (bytes: Uint8Array, parse: ParseOptions) => T,
): AsyncGenerator<T, void, undefined> {
  const block = new Block()
  const parse = (): ParseOptions => ({ ...options, place, baseOffsetBytes: block.offsetBytes, baseLine: block.line })
  let wantedBytes = BLOCK_BYTES
  for await (const chunk of chunks) {
    block.add(chunk)
    if (block.sizeBytes < wantedBytes) continue
    const lines = block.lines()
    const found = lines && tryRead(() => read(lines, parse()), block.sizeBytes >= LARGEST_BLOCK_BYTES)
    if (!found) {
      wantedBytes = block.sizeBytes * 2
      continue
    }
    yield found.value
    block.drop(lines.length)
    wantedBytes = BLOCK_BYTES
  }
  yield read(block.all(), parse())
}

/** What was read, or undefined if the bytes may end within a document. */
function tryRead<T>(read: () => T, isLast: boolean): { readonly value: T } | undefined {
  try {
    return { value: read() }
  } catch (error) {
    // No other fault can become right by what follows.
    if (isLast || !(error instanceof DocumentParseError) || error.code !== 'bad-json') throw error
    return undefined
  }
}

/** The part of a file that has been read and not yet used. */
class Block {
  offsetBytes = 0
  line = 1
  sizeBytes = 0
  #chunks: Uint8Array[] = []

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.sizeBytes += chunk.length
  }

  all(): Uint8Array {
    if (this.#chunks.length !== 1) {
      const all = new Uint8Array(this.sizeBytes)
      let at = 0
      for (const chunk of this.#chunks) {
        all.set(chunk, at)
        at += chunk.length
      }
      this.#chunks = [all]
    }
    return this.#chunks[0]!
  }

  /** Everything up to the last line's end, or undefined if no line has ended. */
  lines(): Uint8Array | undefined {
    const all = this.all()
    const end = all.lastIndexOf(NEWLINE)
    return end < 0 ? undefined : all.subarray(0, end + 1)
  }

  drop(bytes: number): void {
    const all = this.all()
    for (let at = all.indexOf(NEWLINE); at >= 0 && at < bytes; at = all.indexOf(NEWLINE, at + 1)) this.line++
    this.offsetBytes += bytes
    this.sizeBytes -= bytes
    this.#chunks = [all.slice(bytes)]
  }
}
