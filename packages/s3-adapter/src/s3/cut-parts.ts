/** An upload has at most 10,000 parts, so parts have to grow: in these steps, from 5 MiB, they hold 4.8 TiB. */
const PARTS_OF_ONE_SIZE = 1000
/** A short stream should not cost a whole part of memory. */
const FIRST_BUFFER_BYTES = 64 * 1024

/** A piece of a body, in order. */
export interface BodyPart {
  /** From 1. */
  readonly number: number
  /** Not written into before they are given back. */
  readonly bytes: Uint8Array
  readonly isLast: boolean
  /** To be called once nobody reads the bytes any more. Without it, each part costs memory until it is collected as garbage. */
  giveBack(): void
}

/** Size of a part, the last one apart. A function of its number alone, so that equal bodies are cut alike and get equal ETags. */
export function sizeOfPart(number: number, partSizeBytes: number): number {
  return partSizeBytes * 2 ** Math.floor((number - 1) / PARTS_OF_ONE_SIZE)
}

/** Cut bytes into parts, which share memory with them. There is at least one part. */
export function* sliceParts(bytes: Uint8Array, partSizeBytes: number): Generator<BodyPart, void, undefined> {
  let start = 0
  for (let number = 1; ; number++) {
    const end = start + sizeOfPart(number, partSizeBytes)
    yield { number, bytes: bytes.subarray(start, end), isLast: end >= bytes.length, giveBack: () => undefined }
    if (end >= bytes.length) return
    start = end
  }
}

/** Cut a stream into parts. There is at least one; a part is given once it is known whether it is the last. */
export async function* cutParts(chunks: AsyncIterable<Uint8Array>, partSizeBytes: number): AsyncGenerator<BodyPart, void, undefined> {
  const free: Uint8Array<ArrayBuffer>[] = []
  let number = 1
  let fullBytes = sizeOfPart(number, partSizeBytes)
  let buffer = new Uint8Array(Math.min(fullBytes, FIRST_BUFFER_BYTES))
  let filled = 0
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      if (filled === fullBytes) {
        const full = buffer
        yield { number, bytes: full, isLast: false, giveBack: () => void free.push(full) }
        number++
        fullBytes = sizeOfPart(number, partSizeBytes)
        buffer = takeFree(free, fullBytes)
        filled = 0
      }
      const taken = Math.min(chunk.length - at, fullBytes - filled)
      if (filled + taken > buffer.length) buffer = grow(buffer, filled, Math.min(fullBytes, Math.max(buffer.length * 4, filled + taken)))
      buffer.set(chunk.subarray(at, at + taken), filled)
      filled += taken
      at += taken
    }
  }
  yield { number, bytes: buffer.subarray(0, filled), isLast: true, giveBack: () => undefined }
}

/** Buffers of an earlier size are let go. */
function takeFree(free: Uint8Array<ArrayBuffer>[], sizeBytes: number): Uint8Array<ArrayBuffer> {
  for (let buffer = free.pop(); buffer !== undefined; buffer = free.pop()) if (buffer.length === sizeBytes) return buffer
  return new Uint8Array(sizeBytes)
}

function grow(buffer: Uint8Array, filled: number, sizeBytes: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(sizeBytes)
  larger.set(buffer.subarray(0, filled))
  return larger
}
