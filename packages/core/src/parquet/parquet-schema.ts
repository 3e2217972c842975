import type { ConvertedType, ParquetType } from 'hyparquet'
import { ConvertedTypes, FieldRepetitionTypes, ParquetTypes } from 'hyparquet/src/constants.js'
import type { ColumnType, Table } from '../tables/table-plan.js'
import { BINARY, I32, STRUCT, struct, TRUE, type ThriftStruct } from './thrift.js'

/** A column of a table as Parquet has it. */
export interface ParquetColumn {
  readonly name: string
  readonly type: ParquetType
  readonly repetition: 'REQUIRED' | 'OPTIONAL'
  readonly converted?: ConvertedType
  readonly logical?: ThriftStruct
}

const NOTHING = struct()
const MICROSECONDS = struct([2, STRUCT, NOTHING])
const STRING = struct([1, STRUCT, NOTHING])
const DATE = struct([6, STRUCT, NOTHING])
const UTC_TIMESTAMP = struct([8, STRUCT, struct([1, TRUE, true], [2, STRUCT, MICROSECONDS])])

/** Physical and logical types by column type. */
const TYPES: Readonly<Record<ColumnType, Pick<ParquetColumn, 'type' | 'converted' | 'logical'>>> = {
  boolean: { type: 'BOOLEAN' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  timestamp: { type: 'INT64', converted: 'TIMESTAMP_MICROS', logical: UTC_TIMESTAMP },
  date: { type: 'INT32', converted: 'DATE', logical: DATE },
  string: { type: 'BYTE_ARRAY', converted: 'UTF8', logical: STRING },
}

const ALWAYS_THERE = new Set(['id', 'index', 'key', 'origin'])

export function parquetColumns(table: Table): ParquetColumn[] {
  return table.columns.map(({ name, type, source }) => {
    const repetition = ALWAYS_THERE.has(source.role) ? 'REQUIRED' : 'OPTIONAL'
    return { name, repetition, ...TYPES[type] }
  })
}

/** The Parquet schema of a table: one flat group of its columns. */
export function schemaElements(columns: readonly ParquetColumn[]): ThriftStruct[] {
  const root = struct([4, BINARY, 'root'], [5, I32, columns.length])
  const elements = columns.map(({ name, type, repetition, converted, logical }) =>
    struct(
      [1, I32, ParquetTypes.indexOf(type)],
      [3, I32, FieldRepetitionTypes.indexOf(repetition)],
      [4, BINARY, name],
      [6, I32, converted && ConvertedTypes.indexOf(converted)],
      [10, STRUCT, logical],
    ),
  )
  return [root, ...elements]
}
