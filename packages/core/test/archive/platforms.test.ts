import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { platform as node } from '../../src/platform/node.js'
import { platform as web } from '../../src/platform/web.js'
import { deflatedZeros } from './deflated-zeros.js'
import { seededBytes } from './seeded-bytes.js'

const samples = [0, 1, 2, 55, 64, 1000, 65_536, 300_000].flatMap((length) =>
  [1, 3, 40, 256].map((alphabet) => seededBytes(length + alphabet, length, alphabet)),
)

test('both platforms make the same checksums and hashes', () => {
  for (const sample of samples) {
    expect(web.crc32(sample)).toBe(node.crc32(sample))
    expect(Buffer.from(web.sha256(sample)).toString('hex')).toBe(Buffer.from(node.sha256(sample)).toString('hex'))
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
