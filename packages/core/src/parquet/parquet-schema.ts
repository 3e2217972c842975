import type { SchemaElement } from 'hyparquet'
import type { ColumnType, Table } from '../tables/table-plan.js'

/** Physical and logical types by column type. Given explicitly, since the writer's own guess makes every integer INT32. */
const ELEMENTS: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  boolean: { type: 'BOOLEAN' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
}

const ALWAYS_THERE = new Set(['id', 'index', 'key', 'origin'])

/** The Parquet schema of a table: one flat group of its columns. */
export function parquetSchema(table: Table): SchemaElement[] {
  return [
    { name: 'root', num_children: table.columns.length },
    ...table.columns.map(({ name, type, source }): SchemaElement => {
      const repetition_type = ALWAYS_THERE.has(source.role) ? 'REQUIRED' : 'OPTIONAL'
      return { name, ...ELEMENTS[type], repetition_type }
    }),
  ]
}
