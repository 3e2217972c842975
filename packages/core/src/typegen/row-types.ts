import type { Column, ColumnType, Table, TablePlan } from '../tables/table-plan.js'
import { propertyName, type TypeNames } from './type-names.js'

/** As hyparquet reads the columns: INT64 is a bigint, whatever its size. */
const CELLS: Readonly<Record<ColumnType, string>> = {
  boolean: 'boolean',
  integer: 'bigint',
  number: 'number',
  timestamp: 'Date',
  date: 'Date',
  string: 'string',
}

const NEVER_NULL: ReadonlySet<Column['source']['role']> = new Set(['origin', 'id', 'index', 'key', 'residue'])

/** One interface for the rows of each table, in the plan's order. */
export function rowTypes(plan: TablePlan, names: TypeNames): string[] {
  return plan.tables.map((table) => rowType(table, names.take(`${table.name}_row`)))
}

function rowType({ name, path, kind, columns }: Table, typeName: string): string {
  const place = kind === 'residue' ? 'what columns cannot say' : path
  const properties = columns.map(
    (column) => `  ${propertyName(column.name)}: ${CELLS[column.type]}${isNeverNull(column) ? '' : ' | null'}\n`,
  )
  return `/** ${safeComment(`A row of ${name}: ${place}`)} */\nexport interface ${typeName} {\n${properties.join('')}}\n`
}

function isNeverNull({ source }: Column): boolean {
  return NEVER_NULL.has(source.role) || (source.role === 'injected' && source.field === 'recordid')
}

/** Names come from data: none may end the comment, nor its line. */
function safeComment(text: string): string {
  return text.replaceAll('*/', '*\\/').replaceAll(/\p{Cc}|\p{Zl}|\p{Zp}|\p{Cs}/gu, ' ')
}
