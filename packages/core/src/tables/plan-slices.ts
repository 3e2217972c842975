import { OptionError } from '../errors.js'
import type { LimitedSubtree, Table, TablePlan } from './table-plan.js'

/** What a part says of the plan: its own table. The slices of all tables are the plan, and each is as small as its table. */
export interface PlanSlice {
  readonly version: 1
  readonly dataset: string
  readonly convention: string
  /** Place of the table in the plan's list. */
  readonly ordinal: number
  readonly table: Table
  /** What the root table says for the whole plan. */
  readonly root?: { readonly tables: number; readonly residue: Table; readonly limited: readonly LimitedSubtree[] }
}

export function slicePlan(plan: TablePlan, ordinal: number): PlanSlice {
  const { version, dataset, convention, tables, limited } = plan
  const slice = { version, dataset, convention, ordinal, table: tables[ordinal]! }
  return ordinal === 0 ? { ...slice, root: { tables: tables.length, residue: tables.at(-1)!, limited } } : slice
}

/**
 * Put a plan together again.
 *
 * @param slices one of each table, in any order; the residue's may be missing.
 * @throws OptionError `incomplete-plan` if a table is missing.
 */
export function joinPlan(slices: Iterable<PlanSlice>): TablePlan {
  const byOrdinal = new Map([...slices].map((slice) => [slice.ordinal, slice]))
  const first = byOrdinal.get(0)
  if (!first?.root) throw incomplete('its root table')
  const { version, dataset, convention, root } = first
  const tables = Array.from({ length: root.tables }, (_, ordinal) => {
    if (ordinal === root.tables - 1) return root.residue
    const slice = byOrdinal.get(ordinal)
    if (slice?.dataset !== dataset) throw incomplete(`table ${ordinal + 1} of ${root.tables}`)
    return slice.table
  })
  return { version, dataset, convention, tables, limited: root.limited }
}

function incomplete(what: string): OptionError {
  return new OptionError(`The parts do not make a whole plan: ${what} is missing`, {
    code: 'incomplete-plan',
    hint: 'Give the parts of all tables of one dataset.',
  })
}
