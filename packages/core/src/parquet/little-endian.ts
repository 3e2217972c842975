const IS_LITTLE = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1

/** The bytes of numbers in the order in which Parquet has them. They share the numbers' memory where the machine has the same order. */
export function littleEndian(values: Float64Array | Int32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  if (IS_LITTLE) return bytes
  const swapped = new Uint8Array(bytes.length)
  const width = values.BYTES_PER_ELEMENT
  for (let i = 0; i < bytes.length; i++) swapped[i] = bytes[i - (i % width) + width - 1 - (i % width)]!
  return swapped
}
