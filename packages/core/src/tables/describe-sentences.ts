import { formatPath } from '../names/place.js'
import { columnPlace, linkColumn, type TablePlaces } from './describe-places.js'
import type { Column, ColumnSource, Table, TablePlan, ValueKind } from './table-plan.js'

/** What a row of the table is, in a sentence. */
export function tableSentence(table: Table, plan: TablePlan): string {
  const link = linkColumn(table, plan)
  const linked = link === undefined ? '' : `; its id is ${quote(link.name)} of the parent's row`
  switch (table.kind) {
    case 'root':
      return `One row for each document of the dataset ${quote(plan.dataset)}.`
    case 'array':
      return `One row for each element of the arrays at ${table.path.replace(/\[\]$/, '')}${linked}.`
    case 'map':
      return `One row for each key and value of the maps at ${table.path.replace(/\{\}$/, '')}${linked}.`
    default:
      return 'One row for each place of a document that the columns of the other tables cannot say.'
  }
}

/** What a cell of the column is, in a sentence. */
export function columnSentence(column: Column, table: Table, plan: TablePlan, places: TablePlaces): string {
  const { source, type } = column
  const place = columnPlace(column, table, places)
  const at = place === null ? '' : formatPath(place)
  switch (source.role) {
    case 'id':
      return `Id of the ${table.kind} at ${at}${linkNote(table, plan)}.`
    case 'value':
      return `The ${valueNoun(source.kind, type)} at ${at}${limitNote(at, source.kind, plan)}.`
    case 'pushdown':
      return `Copy of the ${valueNoun(source.kind, type)} at ${at}, from the row of ${quote(source.table)} that this row descends from.`
    case 'array':
      return `Id of the array at ${at}, whose elements are rows of ${quote(source.table)}; an id without rows is an empty array.`
    case 'map':
      return `Id of the map at ${at}, whose values are rows of ${quote(source.table)}; an id without rows is an empty map.`
    default:
      return fixedSentence(source)
  }
}

function fixedSentence(source: Extract<ColumnSource, { role: 'injected' | 'origin' | 'index' | 'key' | 'residue' }>): string {
  switch (source.role) {
    case 'injected':
      return 'The same in every row of a record, in every table.'
    case 'origin':
      return ORIGIN[source.field]
    case 'index':
      return 'Position of the element in its array, from 0.'
    case 'key':
      return 'Key of the value in its map.'
    default:
      return RESIDUE[source.field]
  }
}

const ORIGIN = {
  entry: "Path of the archive's entry that the document comes from.",
  position: 'Position of the document in its entry, from 0.',
} as const

const RESIDUE = {
  pointer: 'JSON pointer (RFC 6901) of the place in the document.',
  json: 'The value at the place, as JSON text; empty where the place is absent.',
} as const

function linkNote(table: Table, plan: TablePlan): string {
  const link = linkColumn(table, plan)
  return link === undefined || table.parent === null ? '' : `; equals ${quote(link.name)} of ${quote(table.parent)} in the same record`
}

function valueNoun(kind: ValueKind, type: Column['type']): string {
  if (kind === 'json') return 'object or array, as JSON text,'
  return kind === 'number' && type === 'string' ? 'number, as its digits,' : kind
}

function limitNote(at: string, kind: ValueKind, plan: TablePlan): string {
  const limited = kind === 'json' ? plan.limited.find(({ path }) => path === at) : undefined
  return limited === undefined ? '' : ` (kept so because of ${limited.limit})`
}

function quote(name: string): string {
  return JSON.stringify(name)
}
