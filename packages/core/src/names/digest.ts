import { platform } from '#platform'
import { toHex } from '../platform/to-hex.js'

/** SHA-256 as 64 hexadecimal digits. */
export function digestHex(bytes: Uint8Array): string {
  return platform.sha256Hex(bytes)
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
