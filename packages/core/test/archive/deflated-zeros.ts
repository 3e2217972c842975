import { constants, deflateRawSync } from 'node:zlib'

const MEBIBYTE = 1024 ** 2

/** A complete raw DEFLATE stream of `mebibytes` MiB of zeros, about 1 KiB for each, made without ever holding them. */
export function deflatedZeros(mebibytes: number): Uint8Array {
  const block = deflateRawSync(new Uint8Array(MEBIBYTE), { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const lastBlock = Uint8Array.of(3, 0)
  return new Uint8Array(Buffer.concat([...Array.from({ length: mebibytes }, () => block), lastBlock]))
}
