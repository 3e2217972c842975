import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { readCentralDirectory } from '../../src/archive/central-directory.js'
import { findDirectory } from '../../src/archive/end-record.js'
import { buildZip, type EntryToBuild, extraField, u32, u64 } from './build-zip.js'
import { codeOf } from './error-of.js'

const read = (bytes: Uint8Array): ReturnType<typeof readCentralDirectory> => {
  const found = findDirectory(bytes, { archive: 'x.zip', sizeBytes: bytes.length })
  return readCentralDirectory(bytes.subarray(found.startBytes, found.startBytes + found.sizeBytes), { archive: 'x.zip', ...found, crc32 })
}

const nameOf = (entry: EntryToBuild): string =>
  read(buildZip([entry]))
    .map(({ path }) => path)
    .join('|')

/** A Unicode path field with the name 七.json. */
const unicodePath = (checksum: number): Uint8Array =>
  extraField(0x7075, Uint8Array.of(1), u32(checksum), new TextEncoder().encode('七.json'))

test('every field of a header is read', () => {
  const content = new TextEncoder().encode('{}')
  const bytes = buildZip([
    { name: 'first' },
    { name: 'a.json', content, data: Uint8Array.of(1, 2, 3), method: 8, flags: 8, unixMode: 0o100600 },
  ])
  expect(read(bytes)[1]).toEqual({
    path: 'a.json',
    flags: 8,
    method: 8,
    crc32: crc32(content),
    compressedBytes: 3,
    uncompressedBytes: 2,
    localHeaderOffset: 35,
    unixMode: 0o100600,
  })
})

test('the directory is found from the tail of a file alone, and read without the rest', () => {
  const entries = Array.from({ length: 50 }, (_, i) => ({ name: `${i}.json`, content: new Uint8Array(1000) }))
  const bytes = buildZip(entries)
  const tail = bytes.subarray(-4000)
  const file = { archive: 'x.zip', sizeBytes: bytes.length }
  expect(findDirectory(tail, file)).toEqual(findDirectory(bytes, file))
  expect(findDirectory(bytes.subarray(-22), file)).toEqual(findDirectory(bytes, file))
})

test('sizes and offsets beyond 32 bits stand in the ZIP64 field, each only if needed', () => {
  const both = { name: 'a', uncompressedBytes: 0xffffffff, compressedBytes: 0xffffffff }
  const extra = extraField(1, u64(2 ** 33 + 1), u64(2 ** 32 + 2))
  expect(read(buildZip([{ ...both, extra }]))[0]).toMatchObject({
    uncompressedBytes: 2 ** 33 + 1,
    compressedBytes: 2 ** 32 + 2,
    localHeaderOffset: 0,
  })
  const offset = { name: 'a', localHeaderOffset: 0xffffffff, extra: extraField(1, u64(2 ** 40)) }
  expect(read(buildZip([offset]))[0]).toMatchObject({ uncompressedBytes: 0, localHeaderOffset: 2 ** 40 })
})

test('a ZIP64 field that is too short is an error; without one the largest number stands for itself', () => {
  const entry = { name: 'a', uncompressedBytes: 0xffffffff }
  expect(codeOf(() => read(buildZip([{ ...entry, extra: extraField(1, u32(1)) }])))).toBe('bad-zip')
  expect(read(buildZip([entry]))[0]).toMatchObject({ uncompressedBytes: 0xffffffff })
})

test('names: UTF-8 with or without its flag, else code page 437', () => {
  expect(nameOf({ name: 'Größe.json', flags: 1 << 11 })).toBe('Größe.json')
  expect(nameOf({ name: 'Größe.json' })).toBe('Größe.json')
  expect(nameOf({ name: Uint8Array.of(0x47, 0x72, 0x94, 0xe1, 0x65, 0xff) })).toBe('Größe\u{a0}')
  expect(nameOf({ name: '\u{feff}a' })).toBe('\u{feff}a')
})

test('names: all 128 upper characters of code page 437 differ', () => {
  const name = Uint8Array.from({ length: 128 }, (_, i) => 255 - i)
  expect(new Set(nameOf({ name })).size).toBe(128)
})

test('names: the Unicode path field counts only for the name it was made for', () => {
  const name = Uint8Array.of(0x47, 0x94)
  expect(nameOf({ name, extra: unicodePath(crc32(name)) })).toBe('七.json')
  expect(nameOf({ name, extra: unicodePath(crc32(name) ^ 1) })).toBe('Gö')
})

test('fewer than four bytes of padding in the extra field are allowed, a field beyond its end is not', () => {
  expect(nameOf({ name: 'a', extra: Uint8Array.of(0, 0, 0) })).toBe('a')
  expect(codeOf(() => read(buildZip([{ name: 'a', extra: Uint8Array.of(9, 9, 1, 0) }])))).toBe('bad-zip')
})

test('fewer or more headers than the end record states', () => {
  for (const entryCount of [1, 3]) expect(codeOf(() => read(buildZip([{ name: 'a' }, { name: 'b' }], { entryCount })))).toBe('bad-zip')
})

test('one part of several archives', () => {
  expect(codeOf(() => read(buildZip([{ name: 'a' }], { disk: 1 })))).toBe('multi-disk')
  expect(codeOf(() => read(buildZip([{ name: 'a', disk: 1 }])))).toBe('multi-disk')
  const zip64 = buildZip([{ name: 'a' }], { zip64: true })
  expect(codeOf(() => read(zip64.with(zip64.length - 22 - 4, 2)))).toBe('multi-disk')
})

test('a comment that looks like an archive does not hide the real one', () => {
  const comment = buildZip([{ name: 'fake' }])
  // With a byte behind it, the end record in the comment does not end with the file.
  const bytes = buildZip([{ name: 'real' }], { comment: Buffer.concat([comment, Uint8Array.of(0)]) })
  expect(read(bytes).map(({ path }) => path)).toEqual(['real'])
})

test('an end record and a ZIP64 end record that contradict each other', () => {
  const bytes = buildZip([{ name: 'a' }], { zip64: true })
  expect(read(bytes)).toHaveLength(1)
  const sizeAt = bytes.length - 10
  expect(codeOf(() => read(bytes.with(sizeAt + 3, 0)))).toBe('bad-zip')
})
