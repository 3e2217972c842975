import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Archive, type ArchiveLimits, DEFAULT_ARCHIVE_LIMITS } from '../../src/archive/archive.js'
import { openZip } from '../../src/archive/open-zip.js'
import { platform as node } from '../../src/platform/node.js'
import type { Platform } from '../../src/platform/platform.js'
import { platform as web } from '../../src/platform/web.js'
import { buildZip, type EntryToBuild, localRecord } from './build-zip.js'
import { deflatedZeros } from './deflated-zeros.js'
import { codeOf, errorOf } from './error-of.js'
import { withFlippedBits } from './seeded-bytes.js'

const content = new TextEncoder().encode('{"heartRate":61}')
const good: EntryToBuild = { name: 'good.json', content }
const deflated: EntryToBuild = { name: 'bad.json', content, data: deflateRawSync(content), method: 8 }

type Outcome = string | Record<string, string>

/** What opening the archive, or else reading each entry, comes to on both platforms. */
function outcomes(bytes: Uint8Array, limits: Partial<ArchiveLimits> = {}): Outcome {
  const onNode = outcomesOn(node, bytes, limits)
  expect(outcomesOn(web, bytes, limits)).toEqual(onNode)
  return onNode
}

function outcomesOn(platform: Platform, bytes: Uint8Array, limits: Partial<ArchiveLimits>): Outcome {
  const open = (): Archive => openZip(bytes, { archive: 'x.zip', limits: { ...DEFAULT_ARCHIVE_LIMITS, ...limits }, platform })
  const code = codeOf(open)
  return code === 'none' ? Object.fromEntries(open().entries.map((entry) => [entry.path, codeOf(() => entry.read())])) : code
}

/** The same where only the second of two entries is bad. */
function outcomeBesideGood(entry: EntryToBuild, limits: Partial<ArchiveLimits> = {}): unknown {
  const both = outcomes(buildZip([good, entry]), limits)
  if (typeof both === 'string') return both
  const { 'good.json': ofGood, ...rest } = both
  expect(ofGood).toBe('none')
  return Object.values(rest)[0]
}

test('an unsafe path spoils its entry only', () => {
  const unsafe = ['../a', 'a/../b', 'a/..', '..', '/etc/passwd', 'C:/a', 'c:a', 'a\\b', '..\\a', 'a\0.json', 'a\nb', 'a\u{7f}', '']
  for (const name of unsafe) expect({ name, code: outcomeBesideGood({ name, content }) }).toEqual({ name, code: 'unsafe-path' })
  for (const name of ['a..b/c', '...', 'a/.b', 'ab:c', 'ä/七', ' ']) {
    expect({ name, code: outcomeBesideGood({ name, content }) }).toEqual({ name, code: 'none' })
  }
})

test('symbolic links, encryption and unknown methods spoil their entry only', () => {
  expect(outcomeBesideGood({ ...deflated, unixMode: 0o120777 })).toBe('symlink')
  for (const bit of [0, 6, 13]) expect(outcomeBesideGood({ ...deflated, flags: 1 << bit })).toBe('encrypted-entry')
  for (const method of [1, 9, 12, 14, 93, 99]) expect(outcomeBesideGood({ ...deflated, method })).toBe('unsupported-method')
  expect(outcomeBesideGood({ ...deflated, flags: 1 << 5 })).toBe('unsupported-method')
  expect(outcomeBesideGood({ ...deflated, flags: (1 << 11) | (1 << 3) | 6 })).toBe('none')
})

test('sizes and checksums that lie spoil their entry only', () => {
  for (const uncompressedBytes of [0, 1, content.length - 1, content.length + 1, 1000]) {
    expect(outcomeBesideGood({ ...deflated, uncompressedBytes })).toBe('damaged-entry')
  }
  expect(outcomeBesideGood({ ...deflated, compressedBytes: 4 })).toBe('damaged-entry')
  expect(outcomeBesideGood({ ...deflated, compressedBytes: 0 })).toBe('damaged-entry')
  expect(outcomeBesideGood({ ...deflated, crc32: 1 })).toBe('damaged-entry')
  expect(outcomeBesideGood({ ...deflated, data: new Uint8Array(20).fill(0xff) })).toBe('damaged-entry')
  expect(outcomeBesideGood({ ...deflated, method: 0 })).toBe('damaged-entry')
})

test('an entry outside of the archive, reaching into the directory, or without a local header', () => {
  for (const localHeaderOffset of [0xfffffff0, 200, 3]) expect(outcomeBesideGood({ ...deflated, localHeaderOffset })).toBe('damaged-entry')
  expect(outcomeBesideGood({ ...deflated, compressedBytes: 0x7fffffff })).toBe('damaged-entry')
  expect(outcomeBesideGood({ ...deflated, compressedBytes: deflated.data!.length + 1 })).toBe('damaged-entry')
})

test('a local header that begins with the last bytes of the file', () => {
  const comment = Uint8Array.of(0x50, 0x4b, 3, 4)
  const build = (localHeaderOffset: number): Uint8Array => buildZip([{ ...deflated, localHeaderOffset }], { comment })
  expect(outcomes(build(build(0).length - 4))).toEqual({ 'bad.json': 'damaged-entry' })
})

test('many names for one piece of data are refused', () => {
  const alias = { ...deflated, name: 'alias.json', withoutLocal: true, localHeaderOffset: 0 }
  expect(outcomes(buildZip([deflated, alias]))).toBe('overlapping-entries')
})

test('an entry within the data of another one is refused', () => {
  const inner: EntryToBuild = { name: 'inner.json', content }
  const outer: EntryToBuild = { name: 'outer.bin', content: localRecord(inner) }
  const bytes = buildZip([outer, { ...inner, withoutLocal: true, localHeaderOffset: 30 + 'outer.bin'.length }])
  expect(outcomes(bytes)).toBe('overlapping-entries')
})

test('a local header that stretches over its neighbour is refused', () => {
  const bytes = buildZip([good, { name: 'next.json', content }, { name: 'last.json', content: new Uint8Array(200) }])
  const nameLengthAt = 26
  expect(outcomes(bytes.with(nameLengthAt, 100))).toBe('overlapping-entries')
})

test('limits on the number and the total size refuse the archive, at the limit it passes', () => {
  const bytes = buildZip([good, deflated])
  expect(outcomes(bytes, { maxEntries: 1 })).toBe('too-many-entries')
  expect(outcomes(bytes, { maxTotalBytes: 2 * content.length - 1 })).toBe('archive-too-large')
  expect(outcomes(bytes, { maxEntries: 2, maxTotalBytes: 2 * content.length, maxEntryBytes: content.length })).toEqual({
    'good.json': 'none',
    'bad.json': 'none',
  })
})

test('an entry over the entry limit does not count towards the total, since it is never unfolded', () => {
  const bytes = buildZip([good, { ...deflated, uncompressedBytes: 5000 }])
  expect(outcomes(bytes, { maxEntryBytes: 100, maxTotalBytes: 100 })).toEqual({ 'good.json': 'none', 'bad.json': 'entry-too-large' })
})

const zeros = (length: number): EntryToBuild => {
  const content = new Uint8Array(length)
  return { name: 'zeros', content, data: deflateRawSync(content), method: 8 }
}

test('the ratio counts above one mebibyte only', () => {
  expect(outcomeBesideGood(zeros(1024 ** 2))).toBe('none')
  expect(outcomeBesideGood(zeros(1024 ** 2 + 1))).toBe('suspicious-ratio')
  expect(outcomeBesideGood(zeros(1024 ** 2 + 1), { maxRatio: 2000 })).toBe('none')
})

test('a gigabyte of zeros is refused without being held, whatever it declares', () => {
  const bomb: EntryToBuild = { name: 'bomb.json', data: deflatedZeros(1024), method: 8, uncompressedBytes: 1024 ** 3 }
  const rssBefore = process.resourceUsage().maxRSS
  expect(outcomeBesideGood(bomb)).toBe('entry-too-large')
  expect(outcomeBesideGood(bomb, { maxEntryBytes: 2 * 1024 ** 3 })).toBe('suspicious-ratio')
  expect(outcomeBesideGood({ ...bomb, uncompressedBytes: 10 })).toBe('damaged-entry')
  expect(outcomeBesideGood({ ...bomb, uncompressedBytes: 10 * 1024 ** 2 })).toBe('damaged-entry')
  expect(process.resourceUsage().maxRSS - rssBefore).toBeLessThan(512 * 1024)
})

test('a ZIP64 archive is read like any other', () => {
  expect(outcomes(buildZip([good, deflated], { zip64: true }))).toEqual({ 'good.json': 'none', 'bad.json': 'none' })
})

test('a changed bit is an error, or leaves the content as it was', () => {
  const bytes = buildZip([good, deflated])
  let errors = 0
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [1, 0x80]) {
      const damaged = withFlippedBits(bytes, at, bit)
      const read = (): unknown =>
        openZip(damaged, { archive: 'x.zip', limits: DEFAULT_ARCHIVE_LIMITS }).entries.map((entry) => entry.read())
      if (codeOf(read) === 'none') expect({ at, read: read() }).toEqual({ at, read: [content, content] })
      else errors++
    }
  }
  expect(errors).toBeGreaterThan(bytes.length / 2)
})

test('an error names archive and entry, says what to try, and holds no content', () => {
  const { entries } = openZip(buildZip([good, { ...deflated, crc32: 1 }]), { archive: 'study/x.zip', limits: DEFAULT_ARCHIVE_LIMITS })
  const error = errorOf(() => entries.map((entry) => entry.read()))
  expect(error).toMatchObject({
    name: 'ArchiveError',
    code: 'damaged-entry',
    place: { archive: 'study/x.zip', entry: 'bad.json' },
    hint: 'The archive is damaged: fetch it again.',
  })
  expect(error?.message).not.toContain('heartRate')
})
