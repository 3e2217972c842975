import { SPACE } from './bytes.js'
import { SPARE_BYTES } from './kernel-layout.js'
import type { ScanKernel } from './scan-kernel.js'
import type { ScanProgram } from './scan-program.js'

const NEWLINE = 0x0a

/** A part of an entry in the kernel's memory, with zeros after it, so that what comes before the end is not asked at each byte. Places count from its begin. */
export class ScanWindow {
  /** End of the part. */
  end = 0
  /** Whether the entry ends there too. */
  isLast = false
  /** Address of the part. */
  start = 0
  #bytes: Uint8Array = new Uint8Array(0)

  /** Take the entry from a place on, at most so many bytes of it. */
  load(kernel: ScanKernel, program: ScanProgram, entry: Uint8Array, from: number, sizeBytes: number): void {
    const end = endOfPart(entry, from, sizeBytes)
    if (sizeBytes > program.windowBytes) program.layOut(kernel, sizeBytes)
    this.end = end - from
    this.isLast = end === entry.length
    this.start = program.window
    this.#bytes = kernel.bytes
    this.#bytes.set(entry.subarray(from, end), this.start)
    this.#bytes.fill(0, this.start + this.end, this.start + this.end + SPARE_BYTES)
  }

  /** The place of an address. */
  placeOf(address: number): number {
    return address - this.start
  }

  byteAt(place: number): number {
    return this.#bytes[this.start + place]!
  }

  /** Where the next byte stands that is no white space. */
  space(place: number): number {
    let at = place
    for (;;) {
      const code = this.byteAt(at)
      if (code > SPACE || (code !== SPACE && code !== 0x0a && code !== 0x0d && code !== 0x09)) return at
      at++
    }
  }
}

/** After the last line that is whole, if there is one: a document that is cut off is read twice. */
function endOfPart(entry: Uint8Array, from: number, sizeBytes: number): number {
  const end = from + sizeBytes
  if (end >= entry.length) return entry.length
  const newline = entry.lastIndexOf(NEWLINE, end - 1)
  return newline >= from ? newline + 1 : end
}
