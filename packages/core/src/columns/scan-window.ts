/** What may be read after the end: zeros. */
const SPARE_BYTES = 64

const NEWLINE = 0x0a

/** A part of an entry in memory of its own, with zeros after it. Documents are read from there, so that what comes before the end is not asked at each byte. */
export class ScanWindow {
  bytes: Uint8Array = new Uint8Array(SPARE_BYTES)
  view: DataView = new DataView(this.bytes.buffer)
  /** End of the part in {@link bytes}. */
  end = 0
  /** Whether the entry ends there too. */
  isLast = false

  /** Take the entry from a place on, at most so many bytes of it. */
  load(entry: Uint8Array, from: number, sizeBytes: number): void {
    const end = endOfPart(entry, from, sizeBytes)
    const size = end - from
    if (size + SPARE_BYTES > this.bytes.length) {
      // At once as large as the parts that follow may be: code is made for this memory.
      this.bytes = new Uint8Array(Math.min(entry.length, sizeBytes) + SPARE_BYTES)
      this.view = new DataView(this.bytes.buffer)
    }
    this.bytes.set(entry.subarray(from, end))
    this.bytes.fill(0, size, size + SPARE_BYTES)
    this.end = size
    this.isLast = end === entry.length
  }
}

/** After the last line that is whole, if there is one: a document that is cut off is read twice, and leaves the usual ways through the code. */
function endOfPart(entry: Uint8Array, from: number, sizeBytes: number): number {
  const end = from + sizeBytes
  if (end >= entry.length) return entry.length
  const newline = entry.lastIndexOf(NEWLINE, end - 1)
  return newline >= from ? newline + 1 : end
}
