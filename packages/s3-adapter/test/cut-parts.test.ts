import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutParts, sizeOfPart, sliceParts, type BodyPart } from '../src/s3/cut-parts.js'
import { makeBytes, streamBytes } from './sample-bytes.js'

const plain = (parts: readonly BodyPart[]): unknown[] =>
  parts.map(({ number, bytes, isLast }) => [number, Buffer.from(bytes).toString('hex'), isLast])

test('a stream is cut as its bytes are, whatever its chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(300),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 120 }),
      async (sizeBytes, partBytes, chunkBytes) => {
        const bytes = makeBytes(sizeBytes, sizeBytes + 1)
        const whole = [...sliceParts(bytes, partBytes)]
        expect(plain(await Array.fromAsync(cutParts(streamBytes(bytes, chunkBytes), partBytes)))).toEqual(plain(whole))
        expect(Buffer.compare(Buffer.concat(whole.map((part) => part.bytes)), bytes)).toBe(0)
        expect(whole.map(({ isLast }) => isLast)).toEqual([...Array<boolean>(whole.length - 1).fill(false), true])
        expect(whole.every((part) => part.isLast || part.bytes.length === sizeOfPart(part.number, partBytes))).toBe(true)
      },
    ),
  )
})

test('parts grow, so that the ten thousand that S3 takes hold almost five tebibytes', () => {
  const sizes = Array.from({ length: 10_000 }, (_, index) => sizeOfPart(index + 1, 5 * 1024 ** 2))
  expect([sizes[0], sizes[999], sizes[1000], sizes[9999]]).toEqual([5, 5, 10, 2560].map((mebibytes) => mebibytes * 1024 ** 2))
  expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThan(4.8 * 1024 ** 4)
})
