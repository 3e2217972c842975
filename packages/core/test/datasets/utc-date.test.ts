import { expect, test } from 'vitest'
import { parseInstant, parseUtcDate } from '../../src/datasets/utc-date.js'

test.each<[string, string | undefined]>([
  ['2022-02-15T18:48:15.890Z', '2022-2-15'],
  ['2022-02-15T18:48:15Z', '2022-2-15'],
  ['2022-02-15T18:48z', '2022-2-15'],
  ['2022-02-15T10:48:15.890-08:00', '2022-2-15'],
  ['2022-12-31T22:15:00-0800', '2023-1-1'],
  ['2023-01-01T03:00:00+05:30', '2022-12-31'],
  ['2024-02-29T00:00:00Z', '2024-2-29'],
  ['2016-12-31T23:59:60Z', '2016-12-31'],
  ['2023-02-29T00:00:00Z', undefined],
  ['2023-13-01T00:00:00Z', undefined],
  ['2023-00-10T00:00:00Z', undefined],
  ['2023-01-01T24:00:00Z', undefined],
  ['2023-01-01T00:00:00', undefined],
  ['2023-01-01', undefined],
  ['2023-01-01T00:00:00+25:00', undefined],
  [' 2023-01-01T00:00:00Z', undefined],
  ['', undefined],
])('the day of %j is %s', (text, expected) => {
  const date = parseUtcDate(text)
  expect(date && `${date.year}-${date.month}-${date.day}`).toBe(expected)
})

test.each<[string, string | undefined]>([
  ['2022-02-15T18:48:15.890Z', '2022-02-15T18:48:15.890Z'],
  ['2022-02-15T10:48:15,89-08:00', '2022-02-15T18:48:15.890Z'],
  ['2022-12-31T22:15-0800', '2023-01-01T06:15:00.000Z'],
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ['2023-02-29T00:00:00Z', undefined],
  ['2023-01-01T00:00:00', undefined],
])('the instant of %j is %s', (text, expected) => {
  const instant = parseInstant(text)
  expect(instant === undefined ? undefined : new Date(instant).toISOString()).toBe(expected)
})
