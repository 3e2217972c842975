/** Bytes that arrive in chunks and end up in one piece. The caller checks its limit before it appends. */
export class GrowingBuffer {
  #bytes: Uint8Array
  #length = 0

  /** @param expectedBytes If exactly so many bytes arrive, none of them is copied twice. */
  constructor(expectedBytes: number) {
    this.#bytes = new Uint8Array(expectedBytes)
  }

  get length(): number {
    return this.#length
  }

  append(chunk: Uint8Array): void {
    const length = this.#length + chunk.length
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2))
      grown.set(this.view())
      this.#bytes = grown
    }
    this.#bytes.set(chunk, this.#length)
    this.#length = length
  }

  /** The bytes from `start` on, shared with this buffer until it grows. */
  view(start = 0): Uint8Array {
    return this.#bytes.subarray(start, this.#length)
  }

  /** All bytes, in memory of exactly their size. */
  toBytes(): Uint8Array {
    return this.#length === this.#bytes.length ? this.#bytes : new Uint8Array(this.view())
  }
}
