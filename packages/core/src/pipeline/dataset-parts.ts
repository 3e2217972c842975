import type { PartReader } from '../parquet/read-table.js'
import { joinPlan, type PlanSlice } from '../tables/plan-slices.js'
import type { TablePlan } from '../tables/table-plan.js'
import { RowCounts } from './written-rows.js'

type Footer = Pick<PartReader, 'rows' | 'metadata'>

/** The parts of a dataset that lie in a store, in the order of their keys. */
export class DatasetParts {
  /** Keys by table name. */
  readonly keys: Map<string, string[]> = new Map<string, string[]>()
  readonly #written = new Map<string, WrittenParts>()

  /** One partition after the other, by the keys of their root tables; a dataset without partitions is one. */
  get written(): readonly WrittenParts[] {
    return [...this.#written.values()]
  }

  add(slice: PlanSlice, key: string, footer: Footer): void {
    append(this.keys, slice.table.name, key)
    const { metadata } = footer
    const written = JSON.stringify([metadata.get('relationalize.partition'), metadata.get('relationalize.inputs')])
    const parts = this.#written.get(written) ?? new WrittenParts()
    this.#written.set(written, parts)
    parts.add(slice, key, footer)
  }

  /** Plans only ever grow. @throws OptionError `incomplete-plan` if a table is missing. */
  largestPlan(): TablePlan {
    const columnsOf = ({ tables }: TablePlan): number => tables.reduce((sum, { columns }) => sum + columns.length, 0)
    return this.written.map(({ plan }) => plan).reduce((largest, plan) => (columnsOf(plan) > columnsOf(largest) ? plan : largest))
  }
}

/** Parts that were written together, by one plan. */
export class WrittenParts {
  /** By table name. */
  readonly keys: Map<string, string[]> = new Map<string, string[]>()
  readonly #rows = new RowCounts()
  readonly #slices: PlanSlice[] = []
  #plan: TablePlan | undefined

  get plan(): TablePlan {
    return (this.#plan ??= joinPlan(this.#slices))
  }

  add(slice: PlanSlice, key: string, footer: Footer): void {
    append(this.keys, slice.table.name, key)
    this.#rows.add(slice.table, footer)
    this.#slices.push(slice)
  }

  /** @throws ArchiveError `rows-missing` or `rows-left-over`, with the key of one of the parts. */
  check(): void {
    const [first] = this.#slices
    const [keys] = this.keys.values()
    this.#rows.check({ dataset: first!.dataset, key: keys![0] })
  }
}

function append(lists: Map<string, string[]>, name: string, item: string): void {
  const list = lists.get(name)
  if (list) list.push(item)
  else lists.set(name, [item])
}
