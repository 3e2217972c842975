/**
 * How the documents of one dataset version become tables. Plain JSON: it can be stored, compared and read back. The plan is made before
 * anything is written; every part of a table has these columns, in this order.
 */
export interface TablePlan {
  readonly version: 1
  readonly dataset: string
  readonly convention: string
  /** Parents before children; the first is the root, the last the residue. */
  readonly tables: readonly Table[]
  /** Subtrees that are kept as JSON text because a limit was reached. */
  readonly limited: readonly LimitedSubtree[]
}

export interface Table {
  readonly name: string
  readonly kind: 'root' | 'array' | 'map' | 'residue'
  /** JSONPath-like place of the rows, for people: `$`, `$.steps[]`, `$.steps[].items[]`, `$.totals{}`. */
  readonly path: string
  /** Name of the table that holds the id of the array or map. */
  readonly parent: string | null
  readonly columns: readonly Column[]
  /** What it means that no column holds anything, for places where it does not mean "absent". */
  readonly empty: readonly EmptyPlace[]
  /** Places that are left out, with everything below them. */
  readonly excluded: readonly Path[]
}

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly source: ColumnSource
  /** Another name under which views offer the column. */
  readonly alias?: string
}

/** `integer` is INT64, `number` DOUBLE, `string` UTF-8 text, `timestamp` microseconds since the Unix epoch in UTC, `date` days since it. */
export type ColumnType = 'boolean' | 'integer' | 'number' | 'string' | 'timestamp' | 'date'

export type ColumnSource =
  /** The same in every row of a record. */
  | { readonly role: 'injected'; readonly field: string }
  /** Where the document came from. */
  | { readonly role: 'origin'; readonly field: 'entry' | 'position' }
  /** Which array or map the row belongs to. */
  | { readonly role: 'id' }
  /** Position of the row in its array, from 0. */
  | { readonly role: 'index' }
  /** Key of the row in its map. */
  | { readonly role: 'key' }
  /** A scalar, or a container as JSON text. A `number` in a string column is its digits. */
  | { readonly role: 'value'; readonly path: Path; readonly kind: ValueKind }
  /** A copy of the value at `path` in the row of `table` that this row descends from. */
  | { readonly role: 'pushdown'; readonly table: string; readonly path: Path; readonly kind: ValueKind }
  /** The id of the array at `path`, whose elements are rows of `table`. */
  | { readonly role: 'array'; readonly path: Path; readonly table: string }
  /** The id of the map at `path`, whose values are rows of `table`. */
  | { readonly role: 'map'; readonly path: Path; readonly table: string }
  /** Columns of the residue. */
  | { readonly role: 'residue'; readonly field: 'pointer' | 'json' }

export type ValueKind = 'number' | 'string' | 'boolean' | 'json'

/** Keys that lead from a row's value (a document, or an array's element) to a place in it. */
export type Path = readonly string[]

/** Nothing in the columns means: the field is absent (the default), is null, or is an object without anything in it. */
export type EmptyMeaning = 'absent' | 'null' | 'object'

export interface EmptyPlace {
  readonly path: Path
  readonly means: EmptyMeaning
}

export interface LimitedSubtree {
  readonly path: string
  readonly limit: 'maxDepth' | 'maxColumns' | 'maxTables'
}

/** A column that every table has, with the same value in all rows of a record. */
export interface InjectedColumn {
  readonly name: string
  readonly type: ColumnType
}
