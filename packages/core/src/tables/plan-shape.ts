import { constantShape, fail, listShape, nullableShape, objectShape, textShape, type JsonShape } from '../json/json-shape.js'
import { isJsonObject } from '../json/json-value.js'
import type { Column, ColumnSource, EmptyPlace, LimitedSubtree, Path, Table, TablePlan } from './table-plan.js'

type Role = ColumnSource['role']
type SourceOf<R extends Role> = Extract<ColumnSource, { readonly role: R }>

const pathShape: JsonShape<Path> = listShape(textShape)
const kindShape = constantShape('number', 'string', 'boolean', 'json')

const sourceShapes: { readonly [R in Role]: JsonShape<SourceOf<R>> } = {
  injected: objectShape<SourceOf<'injected'>>({ role: constantShape('injected'), field: textShape }),
  origin: objectShape<SourceOf<'origin'>>({ role: constantShape('origin'), field: constantShape('entry', 'position') }),
  id: objectShape<SourceOf<'id'>>({ role: constantShape('id') }),
  index: objectShape<SourceOf<'index'>>({ role: constantShape('index') }),
  key: objectShape<SourceOf<'key'>>({ role: constantShape('key') }),
  value: objectShape<SourceOf<'value'>>({ role: constantShape('value'), path: pathShape, kind: kindShape }),
  pushdown: objectShape<SourceOf<'pushdown'>>({ role: constantShape('pushdown'), table: textShape, path: pathShape, kind: kindShape }),
  array: objectShape<SourceOf<'array'>>({ role: constantShape('array'), path: pathShape, table: textShape }),
  map: objectShape<SourceOf<'map'>>({ role: constantShape('map'), path: pathShape, table: textShape }),
  residue: objectShape<SourceOf<'residue'>>({ role: constantShape('residue'), field: constantShape('pointer', 'json') }),
}
const roleShape = constantShape<Role>(...(Object.keys(sourceShapes) as Role[]))

const sourceShape: JsonShape<ColumnSource> = (value, steps) => {
  if (!isJsonObject(value) || !Object.hasOwn(value, 'role')) return fail('Expected an object with a role', steps)
  const shape: JsonShape<ColumnSource> = sourceShapes[roleShape(value['role']!, [...steps, 'role'])]
  return shape(value, steps)
}

const bareColumn = {
  name: textShape,
  type: constantShape('boolean', 'integer', 'number', 'string', 'timestamp', 'date'),
  source: sourceShape,
} as const
const bareColumnShape = objectShape<Omit<Column, 'alias'>>(bareColumn)
const aliasedColumnShape = objectShape<Required<Column>>({ ...bareColumn, alias: textShape })

const columnShape: JsonShape<Column> = (value, steps) =>
  isJsonObject(value) && Object.hasOwn(value, 'alias') ? aliasedColumnShape(value, steps) : bareColumnShape(value, steps)

const tableShape = objectShape<Table>({
  name: textShape,
  kind: constantShape('root', 'array', 'map', 'residue'),
  path: textShape,
  parent: nullableShape(textShape),
  columns: listShape(columnShape),
  empty: listShape(objectShape<EmptyPlace>({ path: pathShape, means: constantShape('absent', 'null', 'object') })),
  excluded: listShape(pathShape),
})

/** Takes a JSON value for a plan: all fields of the right kinds, a root first, the residue last, and parents that are there. */
export const planShape: JsonShape<TablePlan> = (value, steps) => {
  const plan = fieldsShape(value, steps)
  const { tables } = plan
  if (tables[0]?.kind !== 'root' || tables.at(-1)?.kind !== 'residue')
    fail('Expected the root table first and the residue last', ['tables'])
  const names = new Set<string>()
  for (const [i, { name, parent, columns }] of tables.entries()) {
    if (names.has(name)) fail('The name of a table stands twice', ['tables', i, 'name'])
    if (parent !== null && !names.has(parent)) fail('The parent of a table must stand before it', ['tables', i, 'parent'])
    if (new Set(columns.map((column) => column.name)).size < columns.length) fail('The name of a column stands twice', ['tables', i])
    names.add(name)
  }
  for (const [i, { columns }] of tables.entries()) {
    for (const [j, { source }] of columns.entries()) {
      if ('table' in source && !names.has(source.table)) fail('There is no such table', ['tables', i, 'columns', j, 'source', 'table'])
    }
  }
  return plan
}

const fieldsShape = objectShape<TablePlan>({
  version: constantShape(1),
  dataset: textShape,
  convention: constantShape('glue', 'snake_case', 'identity'),
  tables: listShape(tableShape),
  limited: listShape(objectShape<LimitedSubtree>({ path: textShape, limit: constantShape('maxDepth', 'maxColumns', 'maxTables') })),
})
