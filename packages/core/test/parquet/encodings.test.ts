import { inferSchema, planTables, type JsonValue } from '@bridge-downstream/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectThreeReaders } from './expect-three-readers.js'
import { DuckDbReader, readFooter } from './read-columns.js'
import { flatColumns, flattenTables, writePart } from './write-tables.js'

const ROWS = 3_000

let duckdb: DuckDbReader
beforeAll(async () => {
  duckdb = await DuckDbReader.open()
})
afterAll(() => duckdb[Symbol.asyncDispose]())

/** The same on every machine (mulberry32). */
function createFraction(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Columns that ask for each encoding, by the number of a row. */
function columns(fraction: () => number): Readonly<Record<string, (i: number) => JsonValue>> {
  const within = (range: number): number => Math.floor((fraction() - 0.5) * range)
  // Differences of neighbours that take so many bits.
  const widths = Array.from({ length: 50 }, (_, i) => i + 1)
  return {
    ...Object.fromEntries(widths.map((bits) => [`delta${bits}`, () => within(2 ** (bits - 1))])),
    // Places in a dictionary that take so many.
    ...Object.fromEntries(widths.slice(0, 10).map((bits) => [`code${bits}`, () => `text ${Math.floor(fraction() * 2 ** bits)}`])),
    constant: () => -7,
    counting: (i) => i,
    falling: (i) => 2 ** 40 - i * 70_001,
    far: (i) => (i % 2 === 0 ? 2 ** 52 : -(2 ** 52)),
    huge: (i) => (i % 2 === 0 ? 9223372036854775807n : -9223372036854775808n + BigInt(i)),
    fewIntegers: (i) => (i * 7919) % 13,
    someIntegers: (i) => 70_000 + ((i * 7919) % 300),
    fewDoubles: (i) => [0, -0, 0.5, -1.5][(i * 31) % 4]!,
    smooth: (i) => Math.round(Math.sin(i / 50) * 1e7) / 1e7,
    random: () => fraction(),
    oneText: () => 'always the same',
    fewTexts: (i) => `text ${(i * 7919) % 7}`,
    ownTexts: (i) => `own text ${i}`,
    runs: (i) => `run ${Math.floor(i / 100)}`,
    flags: (i) => i % 3 === 0,
    longNulls: (i) => (Math.floor(i / 200) % 2 === 0 ? null : i),
    fewNulls: (i) => (i % 97 === 0 ? null : i % 5),
    mostlyNull: (i) => (i % 97 === 0 ? `x${i}` : null),
    mixedNulls: () => (fraction() < 0.5 ? null : fraction() < 0.5),
    nullsAtTheEnd: (i) => (i < 1_500 ? i / 4 : null),
    nullsAtTheStart: (i) => (i < 1_500 ? null : i),
  }
}

test.each([undefined, 1_111, 8, 65])('every encoding of every type, in row groups of %s rows', async (rowGroupRows) => {
  const made = Object.entries(columns(createFraction(1)))
  const rows = rowGroupRows !== undefined && rowGroupRows < 100 ? 300 : ROWS
  const documents = Array.from({ length: rows }, (_, i) => Object.fromEntries(made.map(([name, cell]) => [name, cell(i)])))
  const plan = planTables(inferSchema(documents), { dataset: 'encodings_v1' })
  const encodings = new Set<string>()
  for (const flat of flattenTables(plan, documents, { rowGroupRows })) {
    const part = writePart(flat)
    await expectThreeReaders(duckdb, [part], flatColumns(flat))
    for (const { columns: chunks } of readFooter(part).row_groups) {
      for (const { meta_data } of chunks) for (const encoding of meta_data!.encodings) encodings.add(encoding)
    }
  }
  const all = ['BYTE_STREAM_SPLIT', 'DELTA_BINARY_PACKED', 'PLAIN', 'RLE', 'RLE_DICTIONARY']
  expect([...encodings].sort()).toEqual(rows === ROWS ? all : all.slice(1))
})
