import * as fc from 'fast-check'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { crc32Base64, RunningCrc32 } from '../src/s3/crc32.js'

test('the checksum of an object is that of its pieces, read or only told', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.boolean())), (pieces) => {
      const running = new RunningCrc32()
      for (const [bytes, isTold] of pieces) {
        if (isTold) running.append(crc32(bytes), bytes.length)
        else running.update(bytes)
      }
      expect(running.toBase64()).toBe(crc32Base64(Buffer.concat(pieces.map(([bytes]) => bytes))))
    }),
  )
})

test('pieces may be larger than what 32 bits count in bits', () => {
  const zeros = Buffer.alloc(2 ** 27)
  const read = new RunningCrc32()
  read.update(Buffer.from('start'))
  for (let piece = 0; piece < 6; piece++) read.update(zeros)
  const half = new RunningCrc32()
  for (let piece = 0; piece < 6; piece++) half.update(zeros)
  const told = new RunningCrc32()
  told.update(Buffer.from('start'))
  told.append(Buffer.from(half.toBase64(), 'base64').readUInt32BE(), 6 * 2 ** 27)
  expect(told.toBase64()).toBe(read.toBase64())
})

test('it is written as S3 writes it', () => {
  // The check value of CRC-32/ISO-HDLC.
  expect(crc32Base64(Buffer.from('123456789'))).toBe(Buffer.from('cbf43926', 'hex').toString('base64'))
})
