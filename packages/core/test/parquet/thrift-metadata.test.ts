import { inferSchema, planTables, type JsonValue } from '@bridge-downstream/core'
import fc from 'fast-check'
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { expect, test } from 'vitest'
import { writeDataPageHeader, writeDictionaryPageHeader } from '../../src/parquet/page-header.js'
import { PartBytes } from '../../src/parquet/part-bytes.js'
import { documents } from '../support/documents.js'
import { edgeDocuments, edgePlan } from './edge-values.js'
import { readFooter } from './read-columns.js'
import { flattenTables, writePart, type FlatTable } from './write-tables.js'

const EXACT_BYTES = 256
/** Length of the footer, and `PAR1`. */
const TRAILER_BYTES = 8

/** The footer of a part, and as hyparquet-writer would write it by itself. */
function bothFooters(part: Uint8Array): { readonly ours: Buffer; readonly theirs: Buffer } {
  const length = Buffer.from(part).readUInt32LE(part.length - TRAILER_BYTES)
  const ours = Buffer.from(part.subarray(part.length - TRAILER_BYTES - length, part.length - 4))
  const writer = new ByteWriter()
  writeMetadata(writer, readFooter(part), EXACT_BYTES)
  return { ours, theirs: Buffer.from(writer.getBytes()) }
}

function expectSame(tables: readonly FlatTable[]): number {
  const filled = tables.filter(({ batches }) => batches.length > 0)
  for (const table of filled) {
    const { ours, theirs } = bothFooters(writePart(table))
    expect(ours.toString('hex')).toBe(theirs.toString('hex'))
  }
  return filled.length
}

test('the footer is what hyparquet-writer makes of the same metadata: edge values, in one row group and in many', () => {
  const edges = edgeDocuments(40)
  for (const rowGroupRows of [undefined, 1, 3])
    expect(expectSame(flattenTables(edgePlan(edges), edges, { rowGroupRows }))).toBeGreaterThan(0)
})

const characters = fc.constantFrom('a', '\u007f', 'é', '\u07ff', '\ud7ff', '\uffff', '\u{1f600}', '\u{10ffff}')
const longTexts = fc.array(characters, { minLength: 60, maxLength: 300 }).map((some) => some.join(''))

test('the footer is the same where bounds of texts are cut, and where they cannot be', () => {
  const plan = planTables(inferSchema([{ text: 'a' }]), { dataset: 'texts_v1' })
  const texts = (values: readonly JsonValue[]): FlatTable[] =>
    flattenTables(
      plan,
      values.map((text) => ({ text })),
    )
  expectSame(texts(['\u{10ffff}'.repeat(80)]))
  for (const length of [255, 256, 257]) expectSame(texts(['x'.repeat(length)]))
  fc.assert(
    fc.property(fc.array(longTexts, { minLength: 1, maxLength: 4 }), (values) => void expectSame(texts(values))),
    { numRuns: 500 },
  )
})

test('the footer is the same for generated documents', () => {
  let footers = 0
  fc.assert(
    fc.property(fc.array(documents, { minLength: 1, maxLength: 6 }), (some) => {
      footers += expectSame(flattenTables(planTables(inferSchema(some), { dataset: 'generated_v1' }), some, { rowGroupRows: 2 }))
    }),
    { numRuns: 300 },
  )
  expect(footers).toBeGreaterThan(300)
})

test('a footer without row groups says that they would be structs, where hyparquet-writer says nothing that there is', () => {
  const [table] = flattenTables(planTables(inferSchema([{ a: 1 }]), { dataset: 'empty_v1' }), [])
  const { ours, theirs } = bothFooters(writePart(table!))
  const at = ours.findIndex((byte, i) => byte !== theirs[i])
  expect([ours[at], theirs[at]]).toEqual([0x0c, 0x00])
  theirs[at] = 0x0c
  expect(ours.toString('hex')).toBe(theirs.toString('hex'))
})

const sizes = fc.record({ uncompressedBytes: fc.nat(), compressedBytes: fc.nat() })
const encodings = fc.constantFrom('PLAIN', 'RLE_DICTIONARY', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT')
const dataPages = fc.record({ rows: fc.nat(), nulls: fc.nat(), encoding: encodings, levelsBytes: fc.nat(), isCompressed: fc.boolean() })

test('the headers of pages are what hyparquet-writer makes of the same facts', () => {
  fc.assert(
    fc.property(sizes, dataPages, fc.nat(), (size, page, values) => {
      const [ours, theirs] = [new PartBytes(0), new ByteWriter()]
      const { uncompressedBytes: uncompressed_page_size, compressedBytes: compressed_page_size } = size
      writeDictionaryPageHeader(ours, size, values)
      const dictionary_page_header = { num_values: values, encoding: 'PLAIN' } as const
      writePageHeader(theirs, { type: 'DICTIONARY_PAGE', uncompressed_page_size, compressed_page_size, dictionary_page_header })
      writeDataPageHeader(ours, { ...size, ...page })
      const data_page_header_v2 = {
        num_values: page.rows,
        num_nulls: page.nulls,
        num_rows: page.rows,
        encoding: page.encoding,
        definition_levels_byte_length: page.levelsBytes,
        repetition_levels_byte_length: 0,
        is_compressed: page.isCompressed,
      }
      writePageHeader(theirs, { type: 'DATA_PAGE_V2', uncompressed_page_size, compressed_page_size, data_page_header_v2 })
      expect(Buffer.from(ours.getBytes()).toString('hex')).toBe(Buffer.from(theirs.getBytes()).toString('hex'))
      expect([ours.offset, ours.index]).toEqual([theirs.offset, theirs.index])
    }),
    { numRuns: 1000 },
  )
})

test('numbers of every size are written as hyparquet-writer writes them', () => {
  const numbers = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))
  const edges = [0n, -1n, 2n ** 52n - 1n, 2n ** 52n, -(2n ** 52n), 1n - 2n ** 52n, 2n ** 63n - 1n, -(2n ** 63n), 2 ** 31 - 1, -(2 ** 31)]
  const expectNumbers = (values: readonly (number | bigint)[]): void => {
    const [ours, theirs] = [new PartBytes(0), new ByteWriter(0)]
    for (const writer of [ours, theirs]) for (const value of values) writer.appendZigZag(value)
    expect(Buffer.from(ours.getBytes()).toString('hex')).toBe(Buffer.from(theirs.getBytes()).toString('hex'))
  }
  expectNumbers(edges)
  fc.assert(fc.property(fc.array(numbers), expectNumbers), { numRuns: 1000 })
})
