import { OptionError } from '../errors.js'
import { uniqueNames } from '../names/unique-names.js'
import type { Schema } from '../schema/schema.js'
import { checkKept } from './check-kept.js'
import { draftsBelow, draftTables } from './draft-tables.js'
import { DEFAULT_TABLE_LIMITS, limitSchema, type TableLimits } from './limit-schema.js'
import { namePlan, type KnownTables } from './name-plan.js'
import { NAMING_CONVENTIONS, type NamingConventionName } from './naming.js'
import type { PlaceOverride } from './place-override.js'
import { PlaceOverrides } from './place-overrides.js'
import { shapeField } from './shape-schema.js'
import type { InjectedColumn, Table, TablePlan } from './table-plan.js'

export interface PlanOptions {
  /** The dataset version the tables belong to, such as `taskData_v1`. */
  readonly dataset: string
  /** Default `glue`. */
  readonly convention?: NamingConventionName | undefined
  /** Columns that every table has, in this order. Default: `recordid`, a string. */
  readonly injected?: readonly InjectedColumn[] | undefined
  readonly limits?: Partial<TableLimits> | undefined
  /** What to do at single places, by path as the plan spells it: `{ '$.steps[].raw': { json: true } }`. */
  readonly overrides?: Readonly<Record<string, PlaceOverride>> | undefined
}

export const RECORD_ID: InjectedColumn = { name: 'recordid', type: 'string' }

/**
 * Plan the linked tables of a schema: one for the documents, one for each array and map, one for the residue. Deterministic: equal schemas
 * give equal plans, whatever the order in which the documents were seen.
 *
 * @throws OptionError if an override is none, or meets no place, or an injected column's name stands twice.
 */
export function planTables(schema: Schema, options: PlanOptions): TablePlan {
  const injected = options.injected ?? [RECORD_ID]
  checkInjected(injected)
  return makePlan(schema, { ...options, injected }, undefined)
}

/**
 * Extend a plan for a schema that has grown. Every column that exists stays, with its name, its place and its type, but for an integer
 * that has become a number; what is new comes after it. Parts of before and after can be read together.
 *
 * @param schema everything that the documents may be, those of before among them.
 * @param options limits and overrides, as they were given to `planTables`. Overrides may be added for what is new.
 * @throws OptionError as `planTables`; `plan-differs` if an override would change what is planned already.
 */
export function evolvePlan(plan: TablePlan, schema: Schema, options: Pick<PlanOptions, 'limits' | 'overrides'> = {}): TablePlan {
  const injected = plan.tables[0]!.columns.flatMap(({ name, type, source }) => (source.role === 'injected' ? [{ name, type }] : []))
  const convention = plan.convention as NamingConventionName
  return makePlan(schema, { ...options, dataset: plan.dataset, convention, injected }, plan)
}

function makePlan(
  schema: Schema,
  options: PlanOptions & { readonly injected: readonly InjectedColumn[] },
  previous: TablePlan | undefined,
): TablePlan {
  const convention = NAMING_CONVENTIONS[options.convention ?? 'glue']
  const overrides = new PlaceOverrides(options.overrides, options.dataset)
  const textBefore = new Set(previous?.limited.map(({ path }) => path))
  const isAsItIs = overrides.isEmpty && textBefore.size === 0
  const shaped = isAsItIs ? schema : { ...schema, root: shapeField(schema.root, [], overrides, (path) => textBefore.has(path)) }
  const limited = limitSchema(shaped, { ...DEFAULT_TABLE_LIMITS, ...options.limits })
  const drafts = draftsBelow(draftTables(limited.schema.root, convention.rootTable(options.dataset), { convention, overrides }))
  const known: KnownTables = new Map(previous?.tables.slice(0, -1).map((table) => [table.path, table]))
  if (!overrides.isEmpty) checkKept(drafts, overrides, { dataset: options.dataset, convention, known })
  overrides.expectAllMet()
  const [residueName] = uniqueNames([{ identity: 'residue', wanted: `${drafts[0]!.wanted}${convention.separator}residue` }])
  const residue = previous?.tables.at(-1) ?? residueTable(residueName!, options.injected)
  const tables = namePlan(drafts, options.injected, convention, known, [residue.name])
  const planned = new Set(tables.map(({ path }) => path))
  const kept = [...known.values()].filter(({ path }) => !planned.has(path))
  const all = [...tables, ...kept].sort(byDepth(known))
  return {
    version: 1,
    dataset: options.dataset,
    convention: convention.name,
    tables: [...all, residue],
    limited: [...(previous?.limited ?? []), ...limited.limited.filter(({ path }) => !textBefore.has(path))],
  }
}

/** Tables that were planned before come first, in their order; parents stand before children in either case. */
function byDepth(known: KnownTables): (a: Table, b: Table) => number {
  const order = [...known.keys()]
  const rank = ({ path }: Table): number => (known.has(path) ? order.indexOf(path) : order.length)
  return (a, b) => rank(a) - rank(b)
}

function residueTable(name: string, injected: readonly InjectedColumn[]): Table {
  return {
    name,
    kind: 'residue',
    path: '$',
    parent: null,
    columns: [
      ...injected.map(({ name: column, type }) => ({ name: column, type, source: { role: 'injected', field: column } }) as const),
      { name: 'entrypath', type: 'string', source: { role: 'origin', field: 'entry' } },
      { name: 'entryposition', type: 'integer', source: { role: 'origin', field: 'position' } },
      { name: 'pointer', type: 'string', source: { role: 'residue', field: 'pointer' } },
      { name: 'json', type: 'string', source: { role: 'residue', field: 'json' } },
    ],
    empty: [],
    excluded: [],
  }
}

const SYSTEM_NAMES = new Set(['entrypath', 'entryposition', 'id', 'index', 'key', 'pointer', 'json'])

function checkInjected(injected: readonly InjectedColumn[]): void {
  const seen = new Set(SYSTEM_NAMES)
  for (const { name } of injected) {
    if (seen.has(name.toLowerCase())) {
      throw new OptionError(`The injected column ${JSON.stringify(name)} has a name that is taken`, {
        code: 'injected-name-taken',
        hint: `Choose another name; these are taken: ${[...SYSTEM_NAMES].join(', ')}.`,
      })
    }
    seen.add(name.toLowerCase())
  }
}
