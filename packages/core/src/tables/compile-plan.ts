import type { Column, ColumnType, EmptyMeaning, Path, Table, TablePlan, ValueKind } from './table-plan.js'

/** One place of a row's value, as flattening and rebuilding walk it. Columns are given by their index in the table. */
export interface PlanNode {
  readonly empty: EmptyMeaning
  /** Left out, with everything below. */
  excluded: boolean
  number: number | undefined
  string: number | undefined
  boolean: number | undefined
  json: number | undefined
  array: ChildTable | undefined
  map: ChildTable | undefined
  object: ObjectNode | undefined
}

/** A value that stands in a row of a table above, and is copied into a column here. */
export interface PushedColumn {
  readonly column: number
  readonly type: ColumnType
  readonly from: number
  readonly path: Path
  readonly kind: ValueKind
}

/** The column that holds ids, and the table they lead to. */
export interface ChildTable {
  readonly column: number
  readonly table: CompiledTable
}

export interface ObjectNode {
  readonly fields: Map<string, PlanNode>
  /** Keys of fields whose empty columns do not mean that they are absent. */
  readonly notAbsent: string[]
}

export interface CompiledTable {
  readonly table: Table
  /** Place in the plan's list of tables. */
  readonly ordinal: number
  readonly element: PlanNode
  /** Columns that are copied from the row of a table above, which is given by its place in the plan. */
  readonly inherited: readonly PushedColumn[]
  /** Index of the column of ids, -1 in a root; index or key stands beside it. */
  readonly idColumn: number
}

/** The plan's columns as a tree of places, for the root table. */
export function compilePlan(plan: TablePlan): CompiledTable {
  const byName = new Map(plan.tables.map((table, ordinal) => [table.name, { table, ordinal }]))
  const compile = (name: string): CompiledTable => {
    const { table, ordinal } = byName.get(name)!
    const meanings = new Map(table.empty.map(({ path, means }) => [JSON.stringify(path), means]))
    const element = createNode(meanings.get('[]') ?? 'absent')
    // Objects without any column are known by what their emptiness means.
    for (const { path } of table.empty) nodeAt(element, path, meanings)
    for (const [index, column] of table.columns.entries()) addColumn(element, column, index, meanings, compile)
    for (const path of table.excluded) nodeAt(element, path, meanings).excluded = true
    for (const { path, means } of table.empty) if (means === 'object') nodeAt(element, path, meanings).object ??= createObject()
    const inherited = table.columns.flatMap(({ source, type }, column): PushedColumn[] =>
      source.role === 'pushdown' ? [{ column, type, from: byName.get(source.table)!.ordinal, path: source.path, kind: source.kind }] : [],
    )
    return { table, ordinal, element, inherited, idColumn: table.columns.findIndex(({ source }) => source.role === 'id') }
  }
  return compile(plan.tables[0]!.name)
}

function addColumn(
  element: PlanNode,
  { source }: Column,
  index: number,
  meanings: ReadonlyMap<string, EmptyMeaning>,
  compile: (name: string) => CompiledTable,
): void {
  if (source.role === 'value') nodeAt(element, source.path, meanings)[source.kind] = index
  else if (source.role === 'array' || source.role === 'map') {
    nodeAt(element, source.path, meanings)[source.role] = { column: index, table: compile(source.table) }
  }
}

function nodeAt(element: PlanNode, path: Path, meanings: ReadonlyMap<string, EmptyMeaning>): PlanNode {
  return path.reduce((node, key, depth) => {
    const object = (node.object ??= createObject())
    let child = object.fields.get(key)
    if (!child) {
      child = createNode(meanings.get(JSON.stringify(path.slice(0, depth + 1))) ?? 'absent')
      object.fields.set(key, child)
      if (child.empty !== 'absent') object.notAbsent.push(key)
    }
    return child
  }, element)
}

function createNode(empty: EmptyMeaning): PlanNode {
  return {
    empty,
    excluded: false,
    number: undefined,
    string: undefined,
    boolean: undefined,
    json: undefined,
    array: undefined,
    map: undefined,
    object: undefined,
  }
}

function createObject(): ObjectNode {
  return { fields: new Map(), notAbsent: [] }
}
