import type { Column, Table, TablePlan } from './table-plan.js'

/** The tables of a plan as an indented tree for a terminal: each table with its path and columns, then the tables within it. */
export function planToTree(plan: TablePlan): string {
  const children = Map.groupBy(plan.tables, ({ parent }) => parent)
  const branch = (table: Table, indent: string): string[] => [
    `${indent}${printable(table.name)} (${table.kind === 'residue' ? 'residue' : printable(table.path)})`,
    ...table.columns.map((column) => `${indent}  ${columnLine(column)}`),
    ...(children.get(table.name) ?? []).flatMap((child) => branch(child, `${indent}  `)),
  ]
  const lines = (children.get(null) ?? []).flatMap((table) => branch(table, ''))
  const limited = plan.limited.map(({ path, limit }) => `kept as JSON text (${limit}): ${printable(path)}`)
  return [...lines, ...limited].map((line) => `${line}\n`).join('')
}

function columnLine({ name, type, source, alias }: Column): string {
  const remarks = [
    ...('kind' in source && source.kind === 'json' ? ['JSON text'] : []),
    ...('kind' in source && source.kind === 'number' && type === 'string' ? ['digits'] : []),
    ...(source.role === 'array' || source.role === 'map' ? [`ids of ${printable(source.table)}`] : []),
    ...(source.role === 'pushdown' ? [`copied from ${printable(source.table)}`] : []),
    ...(alias === undefined ? [] : [`alias ${printable(alias)}`]),
  ]
  return `${printable(name)}: ${type}${remarks.map((remark) => `, ${remark}`).join('')}`
}

// Keys come from hostile data: one may move the cursor, hide what follows, or turn the direction of writing.
const NOT_PRINTABLE = /\p{C}|(?! )\p{Z}/gu

function printable(name: string): string {
  return name.replace(NOT_PRINTABLE, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`)
}
