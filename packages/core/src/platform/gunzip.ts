import { Gunzip } from 'fflate'
import { GrowingBuffer } from './growing-buffer.js'
import type { GunzipOptions } from './platform.js'

/** One slice inflates to 33 MB at most. fflate recurses once for each member in a slice, so slices must not be much larger. */
const SLICE_BYTES = 32 * 1024

/** fflate joins an unfinished header to each new slice, so input without output costs quadratic time. */
const LONGEST_SILENCE_BYTES = 1024 * 1024

/** An empty member. fflate reports where a member ends once the next one begins, so this one is put after the last. */
const EMPTY_MEMBER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0)

/** A gzip file to bytes, in plain JavaScript. */
export function gunzip(bytes: Uint8Array, { limitBytes, expectedBytes, tooLarge, endless, onMember }: GunzipOptions): Uint8Array {
  const output = new GrowingBuffer(Math.min(limitBytes, expectedBytes))
  let memberStart = 0
  let silenceBytes = 0
  const stream = new Gunzip((chunk) => {
    if (output.length + chunk.length > limitBytes) throw tooLarge()
    if (chunk.length > 0) silenceBytes = 0
    output.append(chunk)
  })
  stream.onmember = (offset) => {
    onMember(output.view(memberStart), offset)
    memberStart = output.length
  }
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    silenceBytes += SLICE_BYTES
    stream.push(bytes.subarray(start, start + SLICE_BYTES))
    if (silenceBytes > LONGEST_SILENCE_BYTES) throw endless()
  }
  stream.push(EMPTY_MEMBER, true)
  return output.toBytes()
}
