import { crc32 } from 'node:zlib'

/** The CRC-32 of an object as far as it was read or written. It can be told of the whole from its pieces, in their order. */
export class RunningCrc32 {
  #value = 0

  update(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value)
  }

  /** As S3 writes it: base64 of the four bytes, the highest first. */
  toBase64(): string {
    return encodeCrc32(this.#value)
  }
}

export function crc32Base64(bytes: Uint8Array): string {
  return encodeCrc32(crc32(bytes))
}

function encodeCrc32(value: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes.toString('base64')
}
