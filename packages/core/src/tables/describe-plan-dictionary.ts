import type { Schema } from '../schema/schema.js'
import { formatPath } from '../names/place.js'
import { columnStatistics, type ColumnStatistics } from './describe-statistics.js'
import { columnSentence, tableSentence } from './describe-sentences.js'
import { columnPlace, tablePlaces, type TablePlaces } from './describe-places.js'
import type { Column, ColumnSource, ColumnType, LimitedSubtree, Table, TablePlan } from './table-plan.js'

/** What each table and column means, and where it comes from. Plain JSON. */
export interface DataDictionary {
  readonly version: 1
  readonly dataset: string
  readonly convention: string
  /** Documents that the statistics count; there if a schema was given. */
  readonly documents?: number
  readonly tables: readonly DictionaryTable[]
  readonly limited: readonly LimitedSubtree[]
}

export interface DictionaryTable {
  readonly name: string
  readonly kind: Table['kind']
  readonly path: string
  readonly parent: string | null
  readonly description: string
  readonly columns: readonly DictionaryColumn[]
}

export interface DictionaryColumn {
  readonly name: string
  readonly type: ColumnType
  /** Whether a cell may be empty: for columns that every row fills, and, if a schema was given, for those of the document. */
  readonly nullable?: boolean
  /** The place in the document, from its root; null if the column does not come from within the document. */
  readonly jsonPath: string | null
  readonly role: ColumnSource['role']
  readonly alias?: string
  readonly description: string
  /** There for columns of the document if a schema was given. */
  readonly statistics?: ColumnStatistics
}

/**
 * Describe a plan's tables for people and for catalogues.
 *
 * @param schema the schema that the plan was made from, for statistics. The smallest and largest numbers are among them; no other value of
 *   a document is.
 */
export function planToDictionary(plan: TablePlan, schema?: Schema): DataDictionary {
  const places = tablePlaces(plan)
  return {
    version: 1,
    dataset: plan.dataset,
    convention: plan.convention,
    ...(schema === undefined ? {} : { documents: schema.documents }),
    tables: plan.tables.map((table) => ({
      name: table.name,
      kind: table.kind,
      path: table.path,
      parent: table.parent,
      description: tableSentence(table, plan),
      columns: table.columns.map((column) => describeColumn(column, table, { plan, places, schema })),
    })),
    limited: plan.limited.map(({ path, limit }) => ({ path, limit })),
  }
}

interface Context {
  readonly plan: TablePlan
  readonly places: TablePlaces
  readonly schema: Schema | undefined
}

function describeColumn(column: Column, table: Table, { plan, places, schema }: Context): DictionaryColumn {
  const { name, type, source, alias } = column
  const place = columnPlace(column, table, places)
  const found = schema && place && columnStatistics(source, place, schema)
  const nullable = source.role === 'residue' ? source.field === 'json' : ALWAYS_FILLED.has(source.role) ? false : found?.nullable
  return {
    name,
    type,
    ...(nullable === undefined ? {} : { nullable }),
    jsonPath: place && formatPath(place),
    role: source.role,
    ...(alias === undefined ? {} : { alias }),
    description: columnSentence(column, table, plan, places),
    ...(found ? { statistics: found.statistics } : {}),
  }
}

const ALWAYS_FILLED: ReadonlySet<ColumnSource['role']> = new Set<ColumnSource['role']>(['origin', 'id', 'index', 'key'])
