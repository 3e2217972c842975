import { ELEMENTS, VALUES, type Place } from '../names/place.js'
import type { Column, Table, TablePlan } from './table-plan.js'

/** Where the rows of each table stand in a document, by the table's name. The residue has no place. */
export type TablePlaces = ReadonlyMap<string, Place>

/** Follow the plan's links from the root to the place of each table. */
export function tablePlaces(plan: TablePlan): TablePlaces {
  const places = new Map<string, Place>()
  for (const table of plan.tables) {
    if (table.kind === 'root') places.set(table.name, [])
    const at = places.get(table.name)
    if (at === undefined) continue
    for (const { source } of table.columns) {
      if (source.role === 'array') places.set(source.table, [...at, ...source.path, ELEMENTS])
      if (source.role === 'map') places.set(source.table, [...at, ...source.path, VALUES])
    }
  }
  return places
}

/** The place in a document that a column is made from; null where it is made from something else. */
export function columnPlace({ source }: Column, table: Table, places: TablePlaces): Place | null {
  const rows = places.get(source.role === 'pushdown' ? source.table : table.name)
  if (rows === undefined) return null
  switch (source.role) {
    case 'value':
    case 'pushdown':
    case 'array':
    case 'map':
      return [...rows, ...source.path]
    case 'id':
      return rows.slice(0, -1)
    case 'index':
    case 'key':
      return rows
    default:
      return null
  }
}

/** The column of the parent that holds the ids of a table's arrays or maps; undefined for a table without a parent. */
export function linkColumn(table: Table, plan: TablePlan): Column | undefined {
  return plan.tables
    .find(({ name }) => name === table.parent)
    ?.columns.find(({ source }) => (source.role === 'array' || source.role === 'map') && source.table === table.name)
}
