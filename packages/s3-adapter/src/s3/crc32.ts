import { crc32 } from 'node:zlib'

/** x^32 + x^26 + … + 1 without its first term, the lowest power in the highest bit. */
const POLYNOMIAL = 0xedb88320
const X_TO_0 = 0x80000000

/** x^(2^i) modulo the polynomial, for i from 0 to 31; then they come again. */
const SQUARES: readonly number[] = listSquares()

/** The CRC-32 of an object, told of it piece by piece, in order. */
export class RunningCrc32 {
  #value = 0

  update(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value)
  }

  /** Go on by a piece whose CRC-32 is known, without reading it. */
  append(value: number, sizeBytes: number): void {
    this.#value = (multiply(powerOfX(8 * sizeBytes), this.#value) ^ value) >>> 0
  }

  toBase64(): string {
    return encodeCrc32(this.#value)
  }
}

/** As S3 writes it: base64 of the four bytes, the highest first. */
export function encodeCrc32(value: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes.toString('base64')
}

export function crc32Base64(bytes: Uint8Array): string {
  return encodeCrc32(crc32(bytes))
}

/** Modulo the polynomial; as `crc32_combine` of zlib does it. */
function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = X_TO_0; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= b
    b = (b & 1) === 0 ? b >>> 1 : (b >>> 1) ^ POLYNOMIAL
  }
  return product >>> 0
}

function powerOfX(exponent: number): number {
  let power = X_TO_0
  // Beyond 32 bits, where shifts would lose the rest.
  for (let rest = exponent, i = 0; rest > 0; rest = Math.floor(rest / 2), i++) {
    if (rest % 2 === 1) power = multiply(SQUARES[i % 32]!, power)
  }
  return power
}

function listSquares(): number[] {
  const squares = [0x40000000]
  while (squares.length < 32) squares.push(multiply(squares.at(-1)!, squares.at(-1)!))
  return squares
}
