import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ArchiveLimits } from '../../src/archive/archive.js'
import { openArchive } from '../../src/archive/open-archive.js'
import { u32 } from './build-zip.js'
import { deflatedZeros } from './deflated-zeros.js'
import { codeOf, errorOf } from './error-of.js'
import { seededBytes, withFlippedBits } from './seeded-bytes.js'

function read(bytes: Uint8Array, limits: Partial<ArchiveLimits> = {}): Uint8Array {
  const { entries } = openArchive(bytes, { name: 'in/a.json.gz', limits })
  expect(entries).toHaveLength(1)
  return new Uint8Array(Buffer.concat(entries.map((entry) => entry.read())))
}

const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)

test('content of any size comes back', () => {
  for (const length of [0, 1, 1000, 40_000, 300_000]) {
    for (const alphabet of [2, 256]) {
      const content = seededBytes(length, length, alphabet)
      expect(read(gzipSync(content))).toEqual(content)
    }
  }
})

test('concatenated members come back as one', () => {
  const parts = [0, 5, 100_000, 0, 70_000, 0].map((length, i) => seededBytes(i, length, 16))
  expect(read(Buffer.concat(parts.map((part) => gzipSync(part))))).toEqual(new Uint8Array(Buffer.concat(parts)))
})

test('ten thousand empty members are no trouble', () => {
  const empty = gzipSync('')
  expect(read(Buffer.concat(Array.from({ length: 10_000 }, () => empty)))).toEqual(new Uint8Array(0))
})

test('small members do not keep what they were inflated in', () => {
  const member = gzipSync('a')
  const bytes = Buffer.concat(Array.from({ length: 60_000 }, () => member))
  const rssBefore = process.resourceUsage().maxRSS
  expect(read(bytes)).toEqual(new Uint8Array(60_000).fill(0x61))
  // Of which zlib's own memory takes half.
  expect(process.resourceUsage().maxRSS - rssBefore).toBeLessThan(200 * 1024)
})

test('optional header fields are passed over', () => {
  const member = gzipSync('{}')
  const named = Buffer.concat([HEADER.with(3, 8), new TextEncoder().encode('a.json\0'), member.subarray(10)])
  const extra = Buffer.concat([HEADER.with(3, 4), Uint8Array.of(3, 0, 1, 2, 3), member.subarray(10)])
  for (const bytes of [named, extra, Buffer.concat([named, extra, member])])
    expect(Buffer.from(read(bytes)).toString()).toMatch(/^(\{\})+$/)
})

test('a file cut off anywhere is an error, never a shorter file', () => {
  const bytes = gzipSync(seededBytes(1, 500, 32))
  for (let length = 2; length < bytes.length; length++) {
    expect({ length, code: codeOf(() => read(bytes.subarray(0, length))) }).toEqual({ length, code: 'bad-gzip' })
  }
})

test('a changed byte of content, checksum or size is noticed', () => {
  const bytes = gzipSync(seededBytes(1, 500, 32))
  for (let at = 10; at < bytes.length; at++) {
    expect({ at, code: codeOf(() => read(withFlippedBits(bytes, at, 0x55))) }).toEqual({ at, code: 'bad-gzip' })
  }
})

test('junk after the last member is an error', () => {
  for (const junk of ['{}', '\0\0\0\0\0', 'a longer piece of text that is no member']) {
    expect(codeOf(() => read(Buffer.concat([gzipSync('{}'), new TextEncoder().encode(junk)])))).toBe('bad-gzip')
  }
})

// Looking for the end again with each chunk would take longer than a test may.
test('a header without end is given up early', () => {
  const bytes = new Uint8Array(50 * 1024 ** 2).fill(0x61)
  bytes.set(HEADER.with(3, 8))
  expect(codeOf(() => read(bytes))).toBe('bad-gzip')
})

test('a gigabyte of zeros is refused by its ratio, by the entry limit and by the total, without being held', () => {
  const bomb = Buffer.concat([HEADER, deflatedZeros(1024), u32(0), u32(1024 ** 3)])
  const rssBefore = process.resourceUsage().maxRSS
  expect(codeOf(() => read(bomb, { maxRatio: 20 }))).toBe('suspicious-ratio')
  expect(codeOf(() => read(bomb, { maxRatio: 10_000, maxEntryBytes: 20 * 1024 ** 2 }))).toBe('entry-too-large')
  expect(codeOf(() => read(bomb, { maxRatio: 10_000, maxTotalBytes: 20 * 1024 ** 2 }))).toBe('entry-too-large')
  expect(process.resourceUsage().maxRSS - rssBefore).toBeLessThan(512 * 1024)
})

test('an error names archive and entry, and says what to try', () => {
  expect(errorOf(() => read(gzipSync('secret').subarray(0, 15)))).toMatchObject({
    place: { archive: 'in/a.json.gz', entry: 'a.json' },
    message: 'The gzip data is damaged or cut short (archive "in/a.json.gz", entry "a.json"). The file is damaged: fetch it again.',
  })
})
