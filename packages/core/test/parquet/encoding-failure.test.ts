import { CoercionError, inferSchema, planTables } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import type { ColumnData } from '../../src/tables/column-data.js'
import { TableWriter } from '../../src/parquet/table-writer.js'

test('a value that cannot be encoded is named by its table, and does not stand in the message', () => {
  const { tables } = planTables(inferSchema([{ a: 1 }]), { dataset: 'd_v1' })
  const writer = new TableWriter(tables[0]!, {})
  const unreadable = {
    get kind(): never {
      throw new RangeError('no number: 123456789')
    },
  } as unknown as ColumnData
  let thrown: unknown
  try {
    writer.writeRowGroup(
      tables[0]!.columns.map(() => unreadable),
      1,
    )
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(CoercionError)
  expect((thrown as CoercionError).message).toBe('A row group could not be encoded (table "dataset_d_v1").')
  expect((thrown as CoercionError).cause).toBeInstanceOf(RangeError)
})
