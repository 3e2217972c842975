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
 * @param read takes the bytes of whole documents, which are valid until it returns; it is called again with the same bytes and more if it throws
 * `bad-json`.
 * @param needsLines whether places of faults shall have lines. Default true; to count them takes time.
 * @returns what `read` returned for each block.
 * @throws DocumentParseError with the place of the first fault in the file.
 */
export async function* readInBlocks<T>(
  chunks: AsyncIterable<Uint8Array>,
  place: ErrorPlace,
  options: ParseOptions,
  read: (bytes: Uint8Array, parse: ParseOptions) => T,
  needsLines = true,
): AsyncGenerator<T, void, undefined> {
  const block = new Block(needsLines)
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

/** The part of a file that has been read and not yet used. Its memory is used again for what follows. */
class Block {
  offsetBytes = 0
  line = 1
  sizeBytes = 0
  readonly #needsLines: boolean
  /** Grows with what comes: most objects of a study are far smaller than a block. */
  #bytes = new Uint8Array(0)

  constructor(needsLines: boolean) {
    this.#needsLines = needsLines
  }

  add(chunk: Uint8Array): void {
    const wanted = this.sizeBytes + chunk.length
    if (wanted > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(wanted, this.#bytes.length * 2))
      grown.set(this.all())
      this.#bytes = grown
    }
    this.#bytes.set(chunk, this.sizeBytes)
    this.sizeBytes = wanted
  }

  /** Valid until more is added or something is dropped. */
  all(): Uint8Array {
    return this.#bytes.subarray(0, this.sizeBytes)
  }

  /** Everything up to the last line's end, or undefined if no line has ended. Valid as {@link all}. */
  lines(): Uint8Array | undefined {
    const all = this.all()
    const end = all.lastIndexOf(NEWLINE)
    return end < 0 ? undefined : all.subarray(0, end + 1)
  }

  drop(bytes: number): void {
    if (this.#needsLines) this.line += countNewlines(this.#bytes, bytes)
    this.offsetBytes += bytes
    this.#bytes.copyWithin(0, bytes, this.sizeBytes)
    this.sizeBytes -= bytes
  }
}

/** Newlines among the first bytes. Four words at a time: most of them hold none. @param bytes begin where their memory begins. */
function countNewlines(bytes: Uint8Array, length: number): number {
  const words = new Int32Array(bytes.buffer, 0, (length >> 4) * 4)
  let lines = 0
  for (let i = 0; i < words.length; i += 4) {
    const found = markNewlines(words[i]!) | markNewlines(words[i + 1]!) | markNewlines(words[i + 2]!) | markNewlines(words[i + 3]!)
    if (found !== 0) lines += countOneByOne(bytes, i * 4, i * 4 + 16)
  }
  return lines + countOneByOne(bytes, words.length * 4, length)
}

/** Not 0 if one of the word's bytes is a newline. */
function markNewlines(word: number): number {
  const zeros = word ^ 0x0a0a0a0a
  return (zeros - 0x01010101) & ~zeros & 0x80808080
}

function countOneByOne(bytes: Uint8Array, start: number, end: number): number {
  let lines = 0
  for (let at = start; at < end; at++) if (bytes[at] === NEWLINE) lines++
  return lines
}
