// Core's own writer, which no public name leads to: `writing.ts` bundles this file from the sources.
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { TableWriter } from '../../packages/core/src/parquet/table-writer.js'
import type { Column, ColumnType, Table, ValueKind } from '../../packages/core/src/tables/table-plan.js'
import { DEFAULT_ROW_GROUP_ROWS, TableRows, type FilledBatch } from '../../packages/core/src/tables/table-rows.js'
import type { TextCells } from '../../packages/core/src/tables/text-cells.js'
import { now, type Moment } from './measure.ts'
import type { Rows } from './rows.ts'

const TABLE: Table = {
  name: 'dataset_rows_v1',
  kind: 'root',
  path: '$',
  parent: null,
  columns: [
    columnOf('number', 'integer', 'number'),
    columnOf('reading', 'number', 'number'),
    columnOf('step', 'string', 'string'),
    columnOf('answer', 'string', 'string'),
    columnOf('correct', 'boolean', 'boolean'),
  ],
  empty: [],
  excluded: [],
}

/**
 * As a pipeline does it: values into typed memory, a row group as soon as there are enough, its bytes to the file at once.
 *
 * @param isLoaded whether all rows are brought into typed memory before it counts.
 * @returns from when on it counts.
 */
export function writeWithCore(rows: Rows, folder: string, isLoaded: boolean): Moment {
  const start = now()
  const part = join(folder, TABLE.name, 'part-00000.parquet')
  mkdirSync(join(folder, TABLE.name), { recursive: true })
  const writer = new TableWriter(TABLE)
  const write = (batch: FilledBatch): void => {
    writer.writeRowGroup(batch.columns, batch.rows)
    batch.release()
    appendFileSync(part, writer.take())
  }
  const waiting: FilledBatch[] = []
  fill(rows, isLoaded ? (batch) => waiting.push(batch) : write)
  const loaded = now()
  for (const batch of waiting) write(batch)
  writer.finish()
  appendFileSync(part, writer.take())
  return isLoaded ? loaded : start
}

function fill(rows: Rows, onBatch: (batch: FilledBatch) => void): void {
  const questions: TextCells[] = []
  const open = new TableRows(TABLE, DEFAULT_ROW_GROUP_ROWS, onBatch, (cells) => questions.push(cells))
  const columns = TABLE.columns.map(({ name }, i) => ({ values: rows[name as keyof Rows], cells: open.columns[i]! }))
  for (let i = 0; i < rows.number.length; i++) {
    const row = open.begin()
    for (const { values, cells } of columns) {
      const value = values[i]!
      if (value !== null) cells.set(row, value)
    }
    while (questions.length > 0) questions.pop()!.settle()
  }
  open.flush()
}

function columnOf(name: keyof Rows, type: ColumnType, kind: ValueKind): Column {
  return { name, type, source: { role: 'value', path: [name], kind } }
}
