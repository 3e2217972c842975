import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layOutCalendar } from '../../src/report/calendar.js'
import { choosePeriods } from '../../src/report/periods.js'
import { chooseShades } from '../../src/report/shades.js'

const DAY_MS = 86_400_000

/** Counts of days, sorted, within a span of so many days. */
const daysWithin = (span: number): fc.Arbitrary<Map<string, number>> =>
  fc
    .tuple(
      fc.integer({ min: -20_000, max: 20_000 }),
      fc.array(fc.tuple(fc.nat(span), fc.integer({ min: 1, max: 9e6 })), { minLength: 1, maxLength: 60 }),
    )
    .map(([start, offsets]) => {
      const days = offsets.map(([offset, count]) => [new Date((start + offset) * DAY_MS).toISOString().slice(0, 10), count] as const)
      return new Map([...new Map(days)].sort(([a], [b]) => (a < b ? -1 : 1)))
    })

const sum = (counts: Iterable<number | null>): number => [...counts].reduce<number>((total, count) => total + (count ?? 0), 0)

describe('a calendar', () => {
  test('has a row for each month, and no cell where there is no such day', () => {
    const { unit, columns, rows } = layOutCalendar(
      new Map([
        ['2023-12-31', 4],
        ['2024-02-29', 5],
      ]),
    )
    expect([unit, columns.length]).toEqual(['day', 31])
    expect(rows.map(({ label, total, counts }) => [label, total, counts.filter((count) => count !== null).length])).toEqual([
      ['2023-12', 4, 31],
      ['2024-01', 0, 31],
      ['2024-02', 5, 29],
    ])
    expect([rows[0]!.counts[30], rows[2]!.counts[28], rows[2]!.counts[29]]).toEqual([4, 5, null])
  })

  test('of more than 400 days has a row for each year, by month', () => {
    const days = new Map([
      ['2022-11-30', 1],
      ['2024-02-01', 2],
      ['2024-02-29', 3],
    ])
    const { unit, rows } = layOutCalendar(days)
    expect([unit, rows.map(({ label, total }) => [label, total])]).toEqual([
      'month',
      [
        ['2022', 1],
        ['2023', 0],
        ['2024', 5],
      ],
    ])
    expect(rows[2]!.counts[1]).toBe(5)
  })

  test('of a clock that was never set leaves out the years between', () => {
    const { rows } = layOutCalendar(
      new Map([
        ['1970-01-01', 1],
        ['2024-02-01', 2],
      ]),
    )
    expect(rows.map(({ label }) => label)).toEqual(['1970', '2024'])
  })

  test('loses no document', () => {
    fc.assert(
      fc.property(fc.oneof(daysWithin(399), daysWithin(9000)), (days) => {
        const { rows } = layOutCalendar(days)
        expect(sum(rows.flatMap(({ counts }) => counts))).toBe(sum(days.values()))
        expect(sum(rows.map(({ total }) => total))).toBe(sum(days.values()))
      }),
    )
  })
})

test('periods cover every day, in their order, and are as short as there is room for', () => {
  fc.assert(
    fc.property(fc.oneof(daysWithin(40), daysWithin(800), daysWithin(9000)), (days) => {
      const { unit, labels, labelOf } = choosePeriods(days.keys(), { days: 31, months: 24 })
      expect([...days.keys()].filter((day) => !labels.includes(labelOf(day)))).toEqual([])
      expect(labels.toSorted()).toEqual(labels)
      expect(new Set(labels).size).toBe(labels.length)
      if (unit !== 'year') expect(labels.length).toBeLessThanOrEqual(31)
    }),
  )
})

test('shades: more is never lighter, nothing has none, and the legend says which counts have which', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000)), (counts) => {
      const { shadeOf, legend } = chooseShades(counts)
      const sorted = counts.toSorted((a, b) => a - b)
      expect(sorted.map(shadeOf)).toEqual(sorted.map(shadeOf).toSorted((a, b) => a - b))
      for (const count of counts) {
        const shades = legend.filter(({ from, to }) => from <= count && count <= to).map(({ shade }) => shade)
        expect(shades).toEqual(count === 0 ? [] : [shadeOf(count)])
      }
      expect(shadeOf(0)).toBe(0)
    }),
  )
})
