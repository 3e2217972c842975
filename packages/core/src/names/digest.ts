import { platform } from '#platform'

/** SHA-256 as 64 hexadecimal digits. */
export function digestHex(bytes: Uint8Array): string {
  return Array.from(platform.sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
