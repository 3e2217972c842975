import type { Field, Kind, StringFormat } from '../schema/schema.js'
import type { ChildTable, CompiledTable, ObjectNode, PlanNode } from '../tables/compile-plan.js'
import type { BooleanCells, DoubleCells, Int64Cells } from '../tables/number-cells.js'
import type { TableRows } from '../tables/table-rows.js'
import type { TextCells } from '../tables/text-cells.js'

/** Containers inside each other beyond which documents are not scanned: the parser has a limit of its own. */
const MOST_NESTED = 500

type ScalarType = Extract<Kind, 'integer' | 'number' | 'string' | 'boolean'>

/** Whether a text from `start` to before `end` is of a form. */
type FormatCheck = (bytes: Uint8Array, start: number, end: number) => boolean

/** What all documents so far are known to be. A document that is anything else is unusual, and what it is can be learnt from it. */
export interface Expectations {
  readonly root: Field
  /** Makes the check whether a text that stands in bytes, without escapes, has all these formats. */
  formatCheck(formats: readonly StringFormat[]): FormatCheck
}

/** How often a place was absent or null in documents that were read by a plan with expectations, by the place's path. */
export interface PlaceCounts {
  readonly absents: Map<string, number>
  readonly nulls: Map<string, number>
}

/** One place of a row's value, with the columns of the open row group that it goes to. What has no column is for the reference road. */
export interface ScanNode {
  /** Keys that lead from the row's value to this place. */
  readonly path: readonly string[]
  readonly table: ScanTable
  /** Whether an object around this place, within its row, has keys that are numbers: JavaScript lists them before all others. */
  readonly isReordered: boolean
  /** False where null is unexpected. */
  readonly mayBeNull: boolean
  /** Where its nulls are counted, or -1. */
  readonly nullCounter: number
  /** What every text must have. */
  readonly formats: readonly StringFormat[]
  /** Checks whether a text has all of them. */
  readonly hasFormats: FormatCheck | undefined
  /** Null leaves the columns empty, and nothing else has to be said. */
  readonly nullIsEmpty: boolean
  /** An object that leaves no trace is what empty columns mean. */
  readonly traceless: boolean
  readonly integer: Int64Cells | undefined
  readonly number: DoubleCells | undefined
  readonly text: TextCells | undefined
  readonly boolean: BooleanCells | undefined
  readonly array: ScanList | undefined
  readonly map: ScanList | undefined
  readonly object: ScanObject | undefined
}

export interface ScanObject {
  readonly node: ScanNode
  readonly fields: readonly ScanField[]
  /** Fields whose absence has to be said, by their place in `fields`, in the order in which it is said. */
  readonly notAbsent: readonly number[]
  /** Places of the fields whose absence is unexpected. */
  readonly required: readonly number[]
  /** Places of the fields whose absence is counted, and where. */
  readonly counted: readonly { readonly place: number; readonly counter: number }[]
}

export interface ScanField {
  /** The key in its quotes, as JSON text in UTF-8. */
  readonly bytes: Uint8Array
  readonly node: ScanNode
}

/** An array or map, and where its id goes. */
export interface ScanList {
  readonly ids: Int64Cells
  readonly table: ScanTable
}

export interface ScanTable {
  /** The place of the array or map; undefined for the root. */
  readonly parent: ScanNode | undefined
  readonly rows: TableRows
  readonly element: ScanNode
  /** Columns of a child table. */
  readonly ids: Int64Cells | undefined
  readonly indexes: Int64Cells | undefined
  readonly keys: TextCells | undefined
  /** Column of the root table: where documents stand in their entry. */
  readonly positions: Int64Cells | undefined
}

export interface ScanPlan {
  readonly root: ScanTable
  /** What each counter counts. */
  readonly counters: readonly { readonly what: keyof PlaceCounts; readonly path: string }[]
}

/**
 * The plan as the scanner walks it, or undefined if it copies values into rows below, or nests too deep.
 *
 * @param expectations default: whatever the plan has columns for.
 */
export function createScanPlan(root: CompiledTable, tables: readonly TableRows[], expectations?: Expectations): ScanPlan | undefined {
  const drafting = new ScanPlanDraft(tables, expectations)
  try {
    return { root: drafting.table(root, undefined, { field: expectations?.root, path: '' }, 0), counters: drafting.counters }
  } catch (error) {
    if (error === NOT_SCANNED) return undefined
    throw error
  }
}

/** Path of an object's field, or of an array's elements, for {@link PlaceCounts}. */
export function placeBelow(path: string, step: string | undefined): string {
  return step === undefined ? `${path}[]` : `${path}.${JSON.stringify(step)}`
}

const NOT_SCANNED = new Error('This plan is for the reference road')

type Draft<T> = { -readonly [K in keyof T]: T[K] }

/** What is expected of a place, if anything is. */
interface Expected {
  readonly field: Field | undefined
  readonly path: string
}

class ScanPlanDraft {
  readonly counters: { what: keyof PlaceCounts; path: string }[] = []
  readonly #tables: readonly TableRows[]
  readonly #expectations: Expectations | undefined

  constructor(tables: readonly TableRows[], expectations: Expectations | undefined) {
    this.#tables = tables
    this.#expectations = expectations
  }

  table(compiled: CompiledTable, parent: ScanNode | undefined, expected: Expected, depth: number): ScanTable {
    if (compiled.inherited.length > 0 || depth > MOST_NESTED) throw NOT_SCANNED
    const rows = this.#tables[compiled.ordinal]!
    const beside = compiled.idColumn < 0 ? undefined : rows.columns[compiled.idColumn + 1]!
    const table = {
      parent,
      rows,
      ids: compiled.idColumn < 0 ? undefined : (rows.columns[compiled.idColumn] as Int64Cells),
      indexes: beside?.kind === 'int64' ? beside : undefined,
      keys: beside?.kind === 'text' ? beside : undefined,
      positions: compiled.idColumn < 0 ? positionsOf(rows) : undefined,
    } as Draft<ScanTable>
    table.element = this.#node(compiled.element, [], table, false, expected, depth)
    return table
  }

  #node(node: PlanNode, path: readonly string[], table: ScanTable, isReordered: boolean, expected: Expected, depth: number): ScanNode {
    if (depth > MOST_NESTED) throw NOT_SCANNED
    const { columns, types } = table.rows
    const { field } = expected
    // A plan has columns of text where nothing but null, or no element, was seen: there, text is something new.
    const mayBe = (kind: Kind): boolean => !this.#expectations || (field?.types.some((type) => type.kind === kind) ?? false)
    const formats = (this.#expectations && field?.types.find((type) => type.kind === 'string')?.formats) ?? []
    const cellsAt = (column: number | undefined, type: ScalarType): unknown =>
      column !== undefined && types[column] === type && !node.excluded && mayBe(type) ? columns[column] : undefined
    const scan = {
      path,
      table,
      isReordered,
      mayBeNull: !node.excluded && (!this.#expectations || field?.nullable === true),
      nullCounter: field?.nullable ? this.#count('nulls', expected.path) : -1,
      formats,
      hasFormats: formats.length > 0 ? this.#expectations?.formatCheck(formats) : undefined,
      nullIsEmpty: node.empty === 'null',
      traceless: node.empty === 'object',
      integer: cellsAt(node.number, 'integer') as Int64Cells | undefined,
      number: cellsAt(node.number, 'number') as DoubleCells | undefined,
      text: cellsAt(node.string, 'string') as TextCells | undefined,
      boolean: cellsAt(node.boolean, 'boolean') as BooleanCells | undefined,
    } as Draft<ScanNode>
    if (node.excluded) return scan
    const items = field?.types.find((type) => type.kind === 'array')?.items
    const list = (child: ChildTable | undefined, below: Expected): ScanList | undefined =>
      child && {
        ids: columns[child.column] as Int64Cells,
        table: this.table(child.table, scan, below, depth + 1),
      }
    scan.array = list(node.array, { field: items, path: placeBelow(expected.path, undefined) })
    // A new key can make a map an object: where anything is expected, maps are for the reference road.
    scan.map = this.#expectations ? undefined : list(node.map, { field: undefined, path: expected.path })
    scan.object = node.object && this.#object(node.object, scan, expected, depth)
    return scan
  }

  #object({ fields, notAbsent }: ObjectNode, node: ScanNode, { field, path }: Expected, depth: number): ScanObject {
    const keys = [...fields.keys()]
    const isReordered = node.isReordered || keys.some((key) => NUMBER_KEY.test(key))
    const known = new Map(field?.types.flatMap((type) => (type.kind === 'object' ? type.fields : [])).map((own) => [own.name, own]))
    const scanned = keys.map((key): ScanField => {
      const expected = { field: known.get(key), path: placeBelow(path, key) }
      const child = this.#node(fields.get(key)!, [...node.path, key], node.table, isReordered, expected, depth + 1)
      return { bytes: encoder.encode(JSON.stringify(key)), node: child }
    })
    const optional = keys.flatMap((key, place) => (known.get(key)?.optional ? [place] : []))
    return {
      node,
      fields: scanned,
      notAbsent: notAbsent.map((key) => keys.indexOf(key)),
      required: this.#expectations ? keys.flatMap((key, place) => (known.get(key)?.optional === false ? [place] : [])) : [],
      counted: optional.map((place) => ({ place, counter: this.#count('absents', placeBelow(path, keys[place])) })),
    }
  }

  #count(what: keyof PlaceCounts, path: string): number {
    return this.counters.push({ what, path }) - 1
  }
}

const encoder = new TextEncoder()
const NUMBER_KEY = /^(?:0|[1-9]\d*)$/

function positionsOf({ table, columns }: TableRows): Int64Cells {
  return columns[table.columns.findIndex(({ source }) => source.role === 'origin' && source.field === 'position')] as Int64Cells
}
