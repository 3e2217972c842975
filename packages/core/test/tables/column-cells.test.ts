import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCells, toCells, type ColumnCells } from '../../src/tables/column-cells.js'
import type { Cell } from '../../src/tables/cell.js'
import type { ColumnType } from '../../src/tables/table-plan.js'
import type { TextCells } from '../../src/tables/text-cells.js'

const VALUES: Readonly<Record<ColumnType, fc.Arbitrary<NonNullable<Cell>>>> = {
  boolean: fc.boolean(),
  integer: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  timestamp: fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
  number: fc.double({ noNaN: true }),
  date: fc.integer({ min: -1000, max: 1000 }),
  string: fc.oneof(fc.constantFrom('', 'a', 'ab', 'abc', 'abcd', 'abcde', 'é'), fc.string({ maxLength: 9, unit: 'grapheme' })),
}

interface Step {
  readonly cells: readonly Cell[]
  readonly kept: boolean
}

function columnOf(type: ColumnType): { readonly cells: ColumnCells; readonly settle: () => void } {
  const asked: TextCells[] = []
  return { cells: createCells(type, (own) => asked.push(own)), settle: () => asked.splice(0).forEach((own) => own.settle()) }
}

/** Add the rows of each step; take those back that are not kept. */
function fill(type: ColumnType, steps: readonly Step[]): { readonly data: unknown; readonly cells: Cell[]; readonly weight: number } {
  const { cells, settle } = columnOf(type)
  let rows = 0
  for (const step of steps) {
    const before = rows
    for (const cell of step.cells) {
      if (cell !== null) cells.set(rows, cell)
      rows++
    }
    if (step.kept) settle()
    else {
      cells.truncate(before, rows)
      rows = before
    }
  }
  const weight = cells.weightBytes
  const data = cells.take(rows)
  return { data: { ...data, usedBytes: data.kind === 'text' ? data.usedBytes : 0 }, cells: toCells(data), weight }
}

test.each(Object.keys(VALUES) as ColumnType[])(
  'a column of type %s after rows were taken back is as if they had never been there',
  (type) => {
    const stepsOf = fc.array(fc.record({ cells: fc.array(fc.option(VALUES[type], { freq: 4 }), { maxLength: 12 }), kept: fc.boolean() }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(stepsOf, (steps) => {
        const kept = steps.filter((step) => step.kept)
        const found = fill(type, steps)
        const expected = fill(type, kept)
        expect(found.cells).toEqual(expected.cells)
        expect(found.weight).toBe(expected.weight)
        const stored = kept.flatMap((step) => step.cells)
        const wide = type === 'integer' || type === 'timestamp'
        expect(found.cells).toEqual(stored.map((cell) => (wide && typeof cell === 'number' ? BigInt(cell) : cell)))
      }),
      { numRuns: 1_000, seed: 1 },
    )
  },
)

test('texts are kept once while few are distinct, and each by itself when there are too many', () => {
  const { cells, settle } = columnOf('string')
  const texts = Array.from({ length: 40_000 }, (_, i) => (i < 10_000 ? `few ${i % 100}` : `own ${i}`))
  const take = (from: readonly string[]): { readonly distinct: number; readonly isPlain: boolean; readonly cells: Cell[] } => {
    for (const [row, text] of from.entries()) {
      cells.set(row, text)
      settle()
    }
    const data = cells.take(from.length)
    if (data.kind !== 'text') throw new TypeError('not text')
    return { distinct: data.distinct, isPlain: data.codes === undefined, cells: toCells(data) }
  }
  expect(take(texts.slice(0, 10_000))).toEqual({ distinct: 100, isPlain: false, cells: texts.slice(0, 10_000) })
  expect(take(texts)).toEqual({ distinct: 0, isPlain: true, cells: texts })
  // What has been plain stays so.
  expect(take(['a', 'a', ''])).toEqual({ distinct: 0, isPlain: true, cells: ['a', 'a', ''] })
})
