const FIRST_BYTES = 1 << 16

/** Bytes of a page that is being put together; used for one page after the other. */
export class PageBytes {
  bytes: Uint8Array = new Uint8Array(FIRST_BYTES)
  view: DataView = new DataView(this.bytes.buffer)
  length = 0

  /** Make room for so many more bytes; what is there stays. */
  reserve(more: number): void {
    const wanted = this.length + more
    if (wanted <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(wanted, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }

  /** Begin anew, with room for so many bytes. */
  begin(room: number): void {
    this.length = 0
    this.reserve(room)
  }

  /** Room for ten bytes must be there, as for every one of these. @param value a whole number from 0, up to 2^53. */
  varint(value: number): void {
    while (value >= 0x80) {
      this.bytes[this.length++] = (value % 0x80) + 0x80
      value = Math.floor(value / 0x80)
    }
    this.bytes[this.length++] = value
  }

  /** @param value a whole number within ±2^52. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2)
  }

  /** What was written. Valid until more is. */
  content(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}
