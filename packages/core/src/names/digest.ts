import { platform } from '#platform'

/** SHA-256 as 64 hexadecimal digits. */
export function digestHex(bytes: Uint8Array): string {
  return toHex(platform.sha256(bytes))
}

/** Pass chunks on, and say what their SHA-256 is once all have passed. */
export async function* digestingHex(
  chunks: AsyncIterable<Uint8Array>,
  onDigest: (hex: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const digest = platform.createSha256()
  for await (const chunk of chunks) {
    digest.update(chunk)
    yield chunk
  }
  onDigest(toHex(digest.digest()))
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function toHex(bytes: Uint8Array): string {
  let digits = ''
  for (const byte of bytes) digits += HEX[byte]!
  return digits
}
