import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { platform as node } from '../../src/platform/node.js'
import type { Platform } from '../../src/platform/platform.js'
import { platform as web } from '../../src/platform/web.js'
import { deflatedZeros } from './deflated-zeros.js'
import { seededBytes, withFlippedBits } from './seeded-bytes.js'

const samples = [0, 1, 2, 55, 64, 1000, 65_536, 300_000].flatMap((length) =>
  [1, 3, 40, 256].map((alphabet) => seededBytes(length + alphabet, length, alphabet)),
)

test('both platforms make the same checksums and hashes', () => {
  for (const sample of samples) {
    expect(web.crc32(sample)).toBe(node.crc32(sample))
    expect(web.sha256Hex(sample)).toBe(node.sha256Hex(sample))
  }
})

test('both platforms inflate the same, with the limit at or above the size', () => {
  for (const sample of samples) {
    for (const level of [0, 1, 9]) {
      const deflated = deflateRawSync(sample, { level })
      for (const limit of [Math.max(sample.length, 1), sample.length + 1, sample.length * 3 + 10]) {
        for (const platform of [node, web]) expect(Buffer.compare(platform.inflateRaw(deflated, limit), sample)).toBe(0)
      }
    }
  }
})

test('both platforms throw a RangeError for one byte too many', () => {
  for (const sample of samples.filter(({ length }) => length > 1)) {
    for (const level of [0, 9]) {
      const deflated = deflateRawSync(sample, { level })
      for (const limit of [1, sample.length - 1]) {
        for (const platform of [node, web]) expect(() => platform.inflateRaw(deflated, limit)).toThrow(RangeError)
      }
    }
  }
})

test('both platforms refuse a stream that is cut short, even to nothing', () => {
  for (const sample of samples.filter(({ length }) => length > 0)) {
    const deflated = deflateRawSync(sample)
    for (const cut of [1, Math.ceil(deflated.length / 2), deflated.length]) {
      for (const platform of [node, web]) expect(() => platform.inflateRaw(deflated.subarray(0, -cut), sample.length)).toThrow(Error)
    }
  }
})

test('both platforms refuse a gigabyte of zeros without holding it', () => {
  const bomb = deflatedZeros(1024)
  const rssBefore = process.resourceUsage().maxRSS
  for (const platform of [node, web]) {
    for (const limit of [10, 20 * 1024 ** 2]) expect(() => platform.inflateRaw(bomb, limit)).toThrow(RangeError)
  }
  expect(process.resourceUsage().maxRSS - rssBefore).toBeLessThan(512 * 1024)
})

/** What a platform makes of a gzip file: members and content, or that it refuses it. */
function gunzipped(platform: Platform, bytes: Uint8Array, limitBytes = 1_000_000): unknown {
  const members: { length: number; end: number }[] = []
  const refusal = (what: string) => (): Error => new Error(what)
  const onMember = (content: Uint8Array, end: number): unknown => members.push({ length: content.length, end })
  try {
    const options = { limitBytes, expectedBytes: 500, tooLarge: refusal('too large'), endless: refusal('endless'), onMember }
    const content = Buffer.from(platform.gunzip(bytes, options)).toString('latin1')
    return members.at(-1)?.end === bytes.length ? { members, content } : 'damaged'
  } catch (error) {
    return ['too large', 'endless'].includes((error as Error).message) ? (error as Error).message : 'damaged'
  }
}

test('both platforms find the same members in gzip files, and stop at the same limits', () => {
  const member = gzipSync(seededBytes(1, 500, 32))
  const files = [
    member,
    Buffer.concat([member, gzipSync(''), gzipSync(seededBytes(2, 70_000, 4)), member]),
    // Whole pieces of the output's memory.
    Buffer.concat([member, gzipSync(new Uint8Array(16 * 1024)), gzipSync(new Uint8Array(48 * 1024))]),
    gzipSync(''),
  ]
  for (const file of files) {
    for (const limit of [0, 1, 499, 500, 501, 70_999, 71_000, 1_000_000]) {
      expect({ limit, found: gunzipped(node, file, limit) }).toEqual({ limit, found: gunzipped(web, file, limit) })
    }
    for (const junk of ['{}', '\0', '\0'.repeat(30), '\x1f\x8b', 'a longer piece of text that is no member']) {
      expect(gunzipped(node, Buffer.concat([file, Buffer.from(junk, 'latin1')]))).toBe('damaged')
    }
  }
  for (let at = 0; at < 10; at++) {
    const changed = withFlippedBits(member, at, 0x04)
    expect({ at, found: gunzipped(node, changed) }).toEqual({ at, found: gunzipped(web, changed) })
  }
})

test('both platforms give up a header without end', () => {
  const bytes = new Uint8Array(2 * 1024 ** 2).fill(0x61)
  bytes.set(gzipSync('').subarray(0, 10).with(3, 8))
  for (const platform of [node, web]) expect(gunzipped(platform, bytes)).toBe('endless')
})

test('on the web a large limit costs no memory for little data', () => {
  const bytes = web.inflateRaw(deflateRawSync('{}'), 512 * 1024 ** 2)
  expect(bytes.buffer.byteLength).toBe(2)
})

// Trying it again with each piece would take longer than a test may.
test('on the web a stream with much behind its end is given up early', () => {
  const bytes = Buffer.concat([deflateRawSync('{}'), new Uint8Array(50 * 1024 ** 2)])
  expect(() => web.inflateRaw(bytes, 2)).toThrow('data after the end of the stream')
})

test('the page codecs compress, into memory of their own', () => {
  const page = seededBytes(1, 100_000, 3)
  for (const { pageCodec } of [node, web]) expect(pageCodec.compress(page, 'more').length).toBeLessThan(page.length)
  const compressed = web.pageCodec.compress(page, 'more')
  expect(compressed.buffer.byteLength).toBe(compressed.length)
})
