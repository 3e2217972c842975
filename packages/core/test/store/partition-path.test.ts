import { parsePartitionPath, partitionPath } from '@bridge-downstream/core'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test("partitions are spelt as the original's are: UTC dates, not padded", () => {
  const path = partitionPath([
    ['assessmentid', 'spelling'],
    ['year', 2022],
    ['month', 2],
    ['day', 15],
  ])
  expect(path).toBe('assessmentid=spelling/year=2022/month=2/day=15/')
})

test('any values come back, and no value leaves its folder', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((value) => value !== '')
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.option(text)), { maxLength: 4 }), (keys) => {
      const path = partitionPath(keys)
      expect(parsePartitionPath(path)).toEqual(keys)
      expect(path.split('/')).toHaveLength(keys.length + 1)
    }),
    { numRuns: 2000, seed: 1 },
  )
})

test('DuckDB reads the same values from a path', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const path = `x/${partitionPath([
    ['assessmentid', 'a/b=c %'],
    ['year', 2022],
  ])}part-00000.parquet`
  const reader = await connection.runAndReadAll(`SELECT parse_path('${path}') AS p`)
  expect(JSON.stringify(reader.getRowsJson())).toContain('assessmentid=a%2Fb%3Dc %25')
  connection.closeSync()
  instance.closeSync()
})
