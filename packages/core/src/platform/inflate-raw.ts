import { Inflate, inflateSync } from 'fflate'
import { GrowingBuffer } from './growing-buffer.js'

/** One slice inflates to 66 MB at most, which bounds what a hostile stream costs before the limit is noticed. */
const SLICE_BYTES = 64 * 1024

/** RFC 1951: at best two bits stand for 258 bytes. */
const LARGEST_EXPANSION = 1032

/** fflate joins what it could not use yet to each new slice, so input without output costs quadratic time. */
const LONGEST_SILENCE_BYTES = 1024 * 1024

/**
 * Raw DEFLATE (RFC 1951) to bytes, in plain JavaScript.
 *
 * @param limitBytes The output may not be larger. Memory follows the output, not this limit.
 * @throws RangeError as soon as the output would be larger than `limitBytes`.
 * @throws Error if the data is damaged or cut short.
 */
export function inflateRaw(bytes: Uint8Array, limitBytes: number): Uint8Array {
  // fflate 0.8.3 takes no bytes for a complete stream.
  if (bytes.length === 0) throw new Error('unexpected EOF')
  return bytes.length <= SLICE_BYTES ? inflateAtOnce(bytes, limitBytes) : inflateInSlices(bytes, limitBytes)
}

/** Twice as fast as slices, but fflate decodes the whole stream even where the output is full already. */
function inflateAtOnce(bytes: Uint8Array, limitBytes: number): Uint8Array {
  const room = Math.min(limitBytes, bytes.length * LARGEST_EXPANSION)
  const output = inflateSync(bytes, { out: new Uint8Array(room + 1) })
  if (output.length > limitBytes) throw tooLong(limitBytes)
  // Where the caller knew the size, only the spare byte is wasted.
  return output.length === limitBytes ? output : new Uint8Array(output)
}

function inflateInSlices(bytes: Uint8Array, limitBytes: number): Uint8Array {
  const output = new GrowingBuffer(Math.min(limitBytes, bytes.length * 16))
  let silenceBytes = 0
  const stream = new Inflate((chunk) => {
    if (output.length + chunk.length > limitBytes) throw tooLong(limitBytes)
    if (chunk.length > 0) silenceBytes = 0
    output.append(chunk)
  })
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    const end = start + SLICE_BYTES
    silenceBytes += SLICE_BYTES
    stream.push(bytes.subarray(start, end), end >= bytes.length)
    if (silenceBytes > LONGEST_SILENCE_BYTES) throw new Error('data after the end of the stream')
  }
  return output.toBytes()
}

function tooLong(limitBytes: number): RangeError {
  return new RangeError(`inflates to more than ${limitBytes} bytes`)
}
