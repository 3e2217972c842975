import type { ObjectInfo, Store } from '../store/store.js'

/** UTF-8 bytes of a text. */
export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

/** Bytes that no text and no pattern explains: every value occurs, and no two blocks are alike. The same seed gives the same bytes. */
export function makeBytes(sizeBytes: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  let state = seed >>> 0 || 1
  for (let index = 0; index < sizeBytes; index++) {
    // xorshift32 (Marsaglia, 2003)
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[index] = state & 0xff
  }
  return bytes
}

/** A body of unknown length, in chunks of uneven sizes. */
export async function* streamBytes(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  let chunkBytes = 1
  for (let start = 0; start < bytes.length; start += chunkBytes, chunkBytes = Math.min(chunkBytes * 3, 100_000)) {
    yield bytes.slice(start, start + chunkBytes)
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

export async function listKeys(store: Store, prefix?: string, pageSize?: number): Promise<string[]> {
  const infos: ObjectInfo[] = await collect(store.list(prefix, pageSize === undefined ? {} : { pageSize }))
  return infos.map((info) => info.key)
}

/** Keys in the order of their UTF-8 bytes, by comparing these bytes: slow, and obviously right. */
export function sortByBytes(keys: readonly string[]): string[] {
  return [...keys].sort((a, b) => {
    const [left, right] = [encode(a), encode(b)]
    const at = left.findIndex((byte, index) => byte !== right[index])
    return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1)
  })
}
