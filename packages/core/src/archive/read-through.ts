import { digestingHex } from '../names/digest.js'
import type { RangeSource } from './range-source.js'

/** A part of a file that has been read. */
export interface FilePart {
  /** Byte of the file at which it begins. */
  readonly start: number
  readonly bytes: Uint8Array
}

/** What a file shows while it passes. */
export interface PassedFile {
  /** SHA-256, as 64 hexadecimal digits. */
  readonly digest: string
  /** By `start`, the parts that were asked for. */
  readonly pieces: ReadonlyMap<number, Uint8Array>
  /** Whether the parts that had been read before are what has passed. */
  readonly isAsRead: boolean
}

/** What to look at in a file while it passes. */
export interface PassWishes {
  /** Where pieces begin; ascending, each once. They may overlap. */
  readonly starts: readonly number[]
  readonly pieceBytes: number
  /** Parts that have been read before, to be compared. */
  readonly read: readonly FilePart[]
}

/** Read a file from beginning to end without keeping it. */
export async function readThrough(chunks: AsyncIterable<Uint8Array>, { starts, pieceBytes, read }: PassWishes): Promise<PassedFile> {
  const pieces = new Map(starts.map((start) => [start, new Uint8Array(pieceBytes)]))
  let digest = ''
  let isAsRead = true
  let at = 0
  let first = 0
  for await (const chunk of digestingHex(chunks, (hex) => (digest = hex))) {
    const end = at + chunk.length
    while (first < starts.length && starts[first]! + pieceBytes <= at) first++
    for (let i = first; i < starts.length && starts[i]! < end; i++) {
      const start = starts[i]!
      const from = Math.max(start, at)
      pieces.get(start)!.set(chunk.subarray(from - at, start + pieceBytes - at), from - start)
    }
    isAsRead &&= read.every((part) => agrees(part, at, chunk))
    at = end
  }
  return { digest, pieces, isAsRead }
}

function agrees({ start, bytes }: FilePart, at: number, chunk: Uint8Array): boolean {
  const from = Math.max(start, at)
  const to = Math.min(start + bytes.length, at + chunk.length)
  for (let i = from; i < to; i++) if (bytes[i - start] !== chunk[i - at]) return false
  return true
}

/** The source, which keeps what it reads in `read`. */
export function keepingParts(source: RangeSource, read: FilePart[]): RangeSource {
  return {
    name: source.name,
    sizeBytes: source.sizeBytes,
    async readRange(start, end) {
      const bytes = await source.readRange(start, end)
      read.push({ start, bytes })
      return bytes
    },
  }
}
