import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js'

/** Whole numbers below are exact as doubles, and so is their zigzag form. */
const SMALL = 2n ** 52n
const LONGEST_VARINT_BYTES = 10

/**
 * Bytes of a part. hyparquet-writer writes headers and footers byte by byte; its own writer asks a buffer for its length and goes through a
 * view each time, and counts in BigInt. In a short process nothing of that is ever compiled, and it takes longer than the pages do.
 */
export class PartBytes extends ByteWriter {
  /** All of the buffer, also what is not written yet. */
  #bytes: Uint8Array = new Uint8Array(this.buffer)

  override ensure(more: number): void {
    if (this.index + more <= this.#bytes.length) return
    super.ensure(more)
    this.#bytes = new Uint8Array(this.buffer)
  }

  override appendUint8(value: number): void {
    this.ensure(1)
    this.#bytes[this.index++] = value
    this.offset++
  }

  override appendBytes(value: Uint8Array): void {
    this.ensure(value.length)
    this.#bytes.set(value, this.index)
    this.index += value.length
    this.offset += value.length
  }

  override appendVarInt(value: number): void {
    this.#varint(value >>> 0)
  }

  override appendZigZag(value: number | bigint): void {
    if (typeof value === 'bigint' && (value >= SMALL || value <= -SMALL)) {
      super.appendZigZag(value)
      return
    }
    const number = Number(value)
    this.#varint(number < 0 ? number * -2 - 1 : number * 2)
  }

  /** @param value a whole number from 0 to 2^53. */
  #varint(value: number): void {
    this.ensure(LONGEST_VARINT_BYTES)
    const bytes = this.#bytes
    const start = this.index
    let at = start
    let rest = value
    while (rest >= 0x80) {
      bytes[at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    bytes[at++] = rest
    this.index = at
    this.offset += at - start
  }
}
