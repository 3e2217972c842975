import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openArchive } from '../../src/archive/open-archive.js'
import type { Archive, ArchiveEntry } from '../../src/archive/archive.js'
import { buildZip } from './build-zip.js'
import { codeOf } from './error-of.js'

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

function describeEntry(entry: ArchiveEntry): unknown {
  const { path, ordinal, isDirectory, sizeBytes } = entry
  return { path, ordinal, isDirectory, sizeBytes, text: new TextDecoder().decode(entry.read()) }
}

function contents({ format, entries }: Archive): unknown {
  return { format, entries: entries.map(describeEntry) }
}

test('a plain file is an archive of one entry, named after the file', () => {
  for (const name of ['study/day 1/a.json', 'study\\day 1\\a.json', 'a.json', 's3://bucket/a.json']) {
    expect(contents(openArchive(text('{}'), { name }))).toEqual({
      format: 'plain',
      entries: [{ path: 'a.json', ordinal: 0, isDirectory: false, sizeBytes: 2, text: '{}' }],
    })
  }
})

test('an empty file is a plain file without content', () => {
  expect(contents(openArchive(new Uint8Array(0), { name: 'empty' }))).toEqual({
    format: 'plain',
    entries: [{ path: 'empty', ordinal: 0, isDirectory: false, sizeBytes: 0, text: '' }],
  })
})

test('a gzip file is known by its content, and loses .gz from its name', () => {
  for (const [name, path] of [
    ['in/a.json.gz', 'a.json'],
    ['in/A.JSON.GZ', 'A.JSON'],
    ['in/a.json', 'a.json'],
  ] as const) {
    expect(contents(openArchive(gzipSync('{}'), { name }))).toEqual({
      format: 'gzip',
      entries: [{ path, ordinal: 0, isDirectory: false, sizeBytes: undefined, text: '{}' }],
    })
  }
})

test('entries of a ZIP are ordered by path, and duplicates stay apart', () => {
  const bytes = buildZip([
    { name: 'b.json', content: text('1') },
    { name: 'a/', unixMode: 0o040755 },
    { name: 'Z.json', content: text('2') },
    { name: 'b.json', content: text('3') },
    { name: 'a/ä.json', content: text('4') },
  ])
  expect(contents(openArchive(bytes, { name: 'x.zip' }))).toEqual({
    format: 'zip',
    entries: [
      { path: 'Z.json', ordinal: 0, isDirectory: false, sizeBytes: 1, text: '2' },
      { path: 'a/', ordinal: 1, isDirectory: true, sizeBytes: 0, text: '' },
      { path: 'a/ä.json', ordinal: 2, isDirectory: false, sizeBytes: 1, text: '4' },
      { path: 'b.json', ordinal: 3, isDirectory: false, sizeBytes: 1, text: '1' },
      { path: 'b.json', ordinal: 4, isDirectory: false, sizeBytes: 1, text: '3' },
    ],
  })
})

test('a folder that holds bytes is offered as a file', () => {
  const bytes = buildZip([{ name: 'a/', content: text('{}') }])
  expect(contents(openArchive(bytes, { name: 'x.zip' }))).toEqual({
    format: 'zip',
    entries: [{ path: 'a/', ordinal: 0, isDirectory: false, sizeBytes: 2, text: '{}' }],
  })
})

test('an empty ZIP has no entries', () => {
  expect(openArchive(buildZip([]), { name: 'x.zip' })).toEqual({ format: 'zip', entries: [] })
})

test('a ZIP may follow a self-extractor and be followed by junk, whichever way its offsets count', () => {
  const prefix = text('#!/bin/sh\nexit 0\n')
  for (const countsPrefix of [false, true]) {
    for (const zip64 of [false, true]) {
      const zip = buildZip([{ name: 'a.json', content: text('{}') }], { prefix, countsPrefix, zip64 })
      for (const bytes of [zip, Buffer.concat([zip, text('junk')])]) {
        expect(contents(openArchive(bytes, { name: 'x.exe' }))).toMatchObject({ format: 'zip', entries: [{ path: 'a.json', text: '{}' }] })
      }
    }
  }
})

test('a file that only ends like an empty ZIP keeps its content', () => {
  const bytes = Buffer.concat([text('{"a":1}'), buildZip([])])
  expect(openArchive(bytes, { name: 'a.json' }).format).toBe('plain')
})

test('entries can be read from a view into a larger buffer, and read again', () => {
  const zip = buildZip([{ name: 'a.json', content: text('{}') }])
  const larger = new Uint8Array(zip.length + 20)
  larger.set(zip, 7)
  const archive = openArchive(larger.subarray(7, 7 + zip.length), { name: 'x.zip' })
  const first = contents(archive)
  expect(first).toMatchObject({ entries: [{ text: '{}' }] })
  expect(contents(archive)).toEqual(first)
})

test('an archive cut off anywhere is an error, never a shorter archive', () => {
  const bytes = buildZip([
    { name: 'a.json', content: text('{"a":1}') },
    { name: 'b.json', content: text('{"b":2}') },
  ])
  for (let length = 4; length < bytes.length; length++) {
    const code = codeOf(() => openArchive(bytes.subarray(0, length), { name: 'x.zip' }))
    expect({ length, code }).toEqual({ length, code: 'truncated-archive' })
  }
})

test('a plain file that is too large for its entry or its archive', () => {
  const bytes = text('[1,2,3]')
  const large = openArchive(bytes, { name: 'a.json', limits: { maxEntryBytes: 6 } })
  expect(codeOf(() => large.entries.map((entry) => entry.read()))).toBe('entry-too-large')
  expect(codeOf(() => openArchive(bytes, { name: 'a.json', limits: { maxTotalBytes: 6 } }))).toBe('archive-too-large')
})

test('limits out of range are refused at once', () => {
  for (const limits of [{ maxEntries: 32_767 }, { maxEntries: 0 }, { maxRatio: Number.NaN }, { maxEntryBytes: -1 }]) {
    expect(() => openArchive(text('{}'), { name: 'a.json', limits })).toThrow(
      expect.objectContaining({ name: 'OptionError', code: 'bad-limit' }),
    )
  }
})
