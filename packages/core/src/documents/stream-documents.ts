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

/**
 * The documents of NDJSON that arrives in chunks, in memory that does not grow with the file. They are read in blocks of whole lines; a
 * document that spans lines is found too, by reading on.
 *
 * @throws DocumentParseError with the place of the first fault, as {@link readDocuments} has it.
 */
export async function* streamDocuments(
  chunks: AsyncIterable<Uint8Array>,
  place: ErrorPlace,
  options: ParseOptions = {},
): AsyncGenerator<JsonValue, void, undefined> {
  const block = new Block()
  let wantedBytes = BLOCK_BYTES
  for await (const chunk of chunks) {
    block.add(chunk)
    if (block.sizeBytes < wantedBytes) continue
    const lines = block.lines()
    const documents = lines && tryRead(lines, block, place, options, block.sizeBytes >= LARGEST_BLOCK_BYTES)
    if (!documents) {
      wantedBytes = block.sizeBytes * 2
      continue
    }
    yield* documents
    block.drop(lines.length)
    wantedBytes = BLOCK_BYTES
  }
  yield* readDocuments(block.all(), place, { ...options, baseOffsetBytes: block.offsetBytes, baseLine: block.line })
}

/** The documents of some lines, or undefined if they may end within a document. */
function tryRead(lines: Uint8Array, block: Block, place: ErrorPlace, options: ParseOptions, isLast: boolean): JsonValue[] | undefined {
  try {
    return [...readDocuments(lines, place, { ...options, baseOffsetBytes: block.offsetBytes, baseLine: block.line })]
  } catch (error) {
    // The bytes of a whole line cannot become right by what follows.
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
