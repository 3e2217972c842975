import { existsSync, readFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { DEFAULT_ARCHIVE_LIMITS, type ArchiveLimits } from '../../src/archive/archive.js'
import { openZip } from '../../src/archive/open-zip.js'
import { openZipByRanges } from '../../src/archive/open-zip-by-ranges.js'
import type { RangeSource } from '../../src/archive/range-source.js'
import { ArchiveError } from '../../src/errors.js'
import { fixturePath, fixturesAreThere, readTsv, sayLeftOut } from '../support/fixtures.js'
import { buildZip, type EntryToBuild } from './build-zip.js'
import { codeOf } from './error-of.js'
import { withFlippedBits } from './seeded-bytes.js'

interface CountedSource extends RangeSource {
  readonly ranges: (readonly [start: number, end: number])[]
}

function sourceOf(bytes: Uint8Array): CountedSource {
  const ranges: [number, number][] = []
  const readRange = async (start: number, end: number): Promise<Uint8Array> => {
    ranges.push([start, end])
    return bytes.slice(start, end)
  }
  return { name: 'x.zip', sizeBytes: bytes.length, readRange, ranges }
}

async function codeOfPromise(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'none'
  } catch (error) {
    if (error instanceof ArchiveError) return error.code
    throw error
  }
}

async function byRanges(bytes: Uint8Array, limits: Partial<ArchiveLimits> = {}): Promise<unknown> {
  const opened = openZipByRanges(sourceOf(bytes), { limits })
  const code = await codeOfPromise(opened)
  if (code !== 'none') return code
  const entries: unknown[] = []
  for (const entry of (await opened).entries) {
    const ofEntry = await codeOfPromise(entry.read())
    const content = ofEntry === 'none' ? Buffer.from(await entry.read()).toString('latin1') : ofEntry
    entries.push([entry.path, entry.ordinal, entry.isDirectory, entry.sizeBytes, content])
  }
  return entries
}

function asAWhole(bytes: Uint8Array, limits: Partial<ArchiveLimits> = {}): unknown {
  const open = (): ReturnType<typeof openZip> => openZip(bytes, { archive: 'x.zip', limits: { ...DEFAULT_ARCHIVE_LIMITS, ...limits } })
  const code = codeOf(open)
  if (code !== 'none') return code
  return open().entries.map((entry) => {
    const ofEntry = codeOf(() => entry.read())
    const content = ofEntry === 'none' ? Buffer.from(entry.read()).toString('latin1') : ofEntry
    return [entry.path, entry.ordinal, entry.isDirectory, entry.sizeBytes, content]
  })
}

const content = (index: number): Uint8Array => new TextEncoder().encode(`{"heartRate":${index}}`.repeat(1 + (index % 50)))

function deflated(index: number): EntryToBuild {
  return { name: `folder/entry-${index % 37}-${index}.json`, content: content(index), data: deflateRawSync(content(index)), method: 8 }
}

const many = Array.from({ length: 5000 }, (_, index) => deflated(index))

test('one range lists an archive, and one reads an entry', async () => {
  const bytes = buildZip(many.slice(0, 100))
  const source = sourceOf(bytes)
  const { entries } = await openZipByRanges(source)
  expect(source.ranges).toEqual([[0, bytes.length]])
  const last = entries.find(({ path }) => path.endsWith('-99.json'))!
  expect(await last.read()).toEqual(content(99))
  expect(source.ranges).toHaveLength(2)
  const [start, end] = source.ranges[1]!
  expect(end - start).toBeLessThan(500)
})

test('a directory that is longer than the end which is read first takes a second range', async () => {
  const bytes = buildZip(many)
  const source = sourceOf(bytes)
  const { entries } = await openZipByRanges(source)
  expect(source.ranges).toHaveLength(2)
  expect(source.ranges[0]).toEqual([bytes.length - 256 * 1024, bytes.length])
  expect(entries).toHaveLength(many.length)
  expect(await entries[0]!.read()).toEqual(content(0))
})

test.each<[string, () => Uint8Array]>([
  ['with ZIP64 records', () => buildZip(many.slice(0, 50), { zip64: true })],
  ['with a comment', () => buildZip(many.slice(0, 50), { comment: new Uint8Array(60_000).fill(0x41) })],
  ['behind something else', () => Buffer.concat([new Uint8Array(1000).fill(7), buildZip(many.slice(0, 50))])],
  ['without entries', () => buildZip([])],
  ['that is none', () => new Uint8Array(100_000)],
  ['that is empty', () => new Uint8Array()],
])('an archive %s is read as it is as a whole', async (_, build) => {
  expect(await byRanges(build())).toEqual(asAWhole(build()))
})

test('limits refuse as they do for an archive as a whole', async () => {
  const bytes = buildZip(many.slice(0, 20))
  for (const limits of [{ maxEntries: 19 }, { maxTotalBytes: 1000 }, { maxEntryBytes: 100 }, { maxEntries: 20 }]) {
    expect(await byRanges(bytes, limits)).toEqual(asAWhole(bytes, limits))
  }
})

test('many names for one piece of data are refused', async () => {
  const alias = { ...deflated(1), name: 'alias.json', withoutLocal: true, localHeaderOffset: 0 }
  expect(await byRanges(buildZip([deflated(1), alias]))).toBe('overlapping-entries')
})

test('an unreadable entry that claims to begin within another one does not spoil that', async () => {
  for (const localHeaderOffset of [0, 1, 10, 29, 30, 40]) {
    const claim = { ...deflated(2), flags: 1, withoutLocal: true, localHeaderOffset }
    const bytes = buildZip([deflated(1), claim])
    expect(await byRanges(bytes)).toEqual(asAWhole(bytes))
  }
})

test('a source that gives too little is told', async () => {
  const source = { name: 'x.zip', sizeBytes: 1000, readRange: async () => new Uint8Array(10) }
  expect(await codeOfPromise(openZipByRanges(source))).toBe('truncated-archive')
})

/** Local headers are not seen before their entries: who overlaps with whom is judged by the directory alone. */
function isOverlap(whole: unknown, ranged: unknown): boolean {
  return whole === 'overlapping-entries' || (ranged === 'overlapping-entries' && JSON.stringify(whole).includes('damaged-entry'))
}

test('damaged archives come to the same as they do as a whole', async () => {
  const bytes = buildZip(many.slice(0, 4))
  let overlaps = 0
  for (let at = 0; at < bytes.length; at++) {
    const damaged = withFlippedBits(bytes, at, 1 << (at % 8))
    const [whole, ranged] = [asAWhole(damaged), await byRanges(damaged)]
    if (isOverlap(whole, ranged)) overlaps++
    else expect({ at, outcome: ranged }).toEqual({ at, outcome: whole })
  }
  expect(overlaps).toBeLessThan(bytes.length / 20)
})

test('the archives of the corpora come to the same as they do as a whole', async () => {
  if (!fixturesAreThere) {
    sayLeftOut('ZIP archives by ranges')
    return
  }
  const rows = readTsv('corpora', 'expected', 'zip-verdicts.tsv')
  const columns = Object.keys(rows[0]!)
  const paths = rows.map((row) => fixturePath('corpora', row[columns[0]!]!, ...row[columns[1]!]!.split('/'))).filter(existsSync)
  expect(paths.length).toBeGreaterThan(100)
  const different: string[] = []
  for (const path of paths) {
    const bytes = new Uint8Array(readFileSync(path))
    const [whole, ranged] = [asAWhole(bytes), await byRanges(bytes)]
    if (!isOverlap(whole, ranged) && JSON.stringify(whole) !== JSON.stringify(ranged)) different.push(path)
  }
  expect(different).toEqual([])
})
