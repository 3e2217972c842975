import { crc32 } from 'node:zlib'

import { zlibSync } from 'fflate'

import type { BytesEntry } from '../archive-entry.ts'
import type { Random } from '../random.ts'

const SIDE = 24
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/**
 * Make a small greyscale PNG of a random scrawl.
 *
 * @see PNG, sections 5 (datastream structure) and 11.2 (critical chunks)
 */
export function pictureEntry(random: Random, path: string): BytesEntry {
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, SIDE)
  view.setUint32(4, SIDE)
  header[8] = 8

  // Each scan line opens with its filter type, here 0 (none).
  const pixels = new Uint8Array(SIDE * (SIDE + 1))
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 1; column <= SIDE; column += 1) pixels[row * (SIDE + 1) + column] = random.integer(160, 255)
  }

  const bytes = concatenate([
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(pixels)),
    chunk('IEND', new Uint8Array(0)),
  ])
  return { kind: 'bytes', path, bytes, contentType: 'image/png' }
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = concatenate([new TextEncoder().encode(type), data])
  return concatenate([uint32(data.length), named, uint32(crc32(named))])
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
