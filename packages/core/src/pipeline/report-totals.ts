import { keySegment } from '../store/key-segment.js'
import { parsePartitionPath, partitionPath } from '../store/partition-path.js'
import type { Store, StoreOptions } from '../store/store.js'
import type { PartTotals } from '../parquet/read-part-totals.js'
import type { TablePlan } from '../tables/table-plan.js'
import type { ListedPart } from './list-partitions.js'
import { mapConcurrently } from './map-concurrently.js'
import { readFooterTotals } from './read-footer.js'
import type { ReportPartition } from './report-data.js'

/** What the parts of a dataset version add up to. */
export interface DatasetTotals {
  readonly tables: ReadonlyMap<string, TableTotals>
  readonly partitions: ReadonlyMap<string, ReportPartition>
}

export interface TableTotals {
  readonly rows: number
  readonly parts: number
  readonly sizeBytes: number
  /** By name; `rows` are those of the parts that have the column. */
  readonly columns: ReadonlyMap<string, { readonly rows: number; readonly nulls: number | null; readonly sizeBytes: number }>
}

interface GatherTotalsOptions extends StoreOptions {
  readonly concurrency: number
  readonly onProgress?: ((progress: { readonly parts: number; readonly total: number }) => void) | undefined
}

/** Add up the footers of all parts, as they come: none is kept. */
export async function gatherTotals(
  store: Store,
  parts: readonly ListedPart[],
  plans: ReadonlyMap<string, TablePlan>,
  options: GatherTotalsOptions,
): Promise<{ readonly datasets: ReadonlyMap<string, DatasetTotals>; readonly otherParts: number }> {
  const owners = new Map(
    [...plans.values()].flatMap((plan) => plan.tables.map((table) => [keySegment(table.name), { plan, table }] as const)),
  )
  const datasets = new Map<string, { tables: Map<string, TableTotals>; partitions: Map<string, ReportPartition> }>()
  let [read, otherParts] = [0, 0]
  await mapConcurrently(parts, options.concurrency, async (part) => {
    const totals = await readFooterTotals(store, part.info, options)
    options.onProgress?.({ parts: ++read, total: parts.length })
    const owner = owners.get(part.folder)
    if (!totals || !owner || !isOf(totals, owner.plan.dataset, owner.table.name, part)) {
      otherParts++
      return
    }
    const { dataset } = owner.plan
    const sums = datasets.get(dataset) ?? { tables: new Map<string, TableTotals>(), partitions: new Map<string, ReportPartition>() }
    datasets.set(dataset, sums)
    sums.tables.set(owner.table.name, addToTable(sums.tables.get(owner.table.name), part, totals))
    const documents = owner.table.kind === 'root' ? totals.rows : 0
    sums.partitions.set(part.partition, addToPartition(sums.partitions.get(part.partition), part, totals.rows, documents))
  })
  return { datasets, otherParts }
}

function isOf({ metadata }: PartTotals, dataset: string, table: string, { partition }: ListedPart): boolean {
  return (
    metadata.get('relationalize.dataset') === dataset &&
    metadata.get('relationalize.table') === table &&
    metadata.get('relationalize.partition') === partition
  )
}

function addToTable(before: TableTotals | undefined, { info }: ListedPart, totals: PartTotals): TableTotals {
  const columns = new Map(before?.columns)
  for (const [name, { nulls, sizeBytes }] of totals.columns) {
    const column = columns.get(name) ?? { rows: 0, nulls: 0, sizeBytes: 0 }
    columns.set(name, {
      rows: column.rows + totals.rows,
      nulls: column.nulls === null || nulls === null ? null : column.nulls + nulls,
      sizeBytes: column.sizeBytes + sizeBytes,
    })
  }
  const { rows = 0, parts = 0, sizeBytes = 0 } = before ?? {}
  return { rows: rows + totals.rows, parts: parts + 1, sizeBytes: sizeBytes + info.sizeBytes, columns }
}

function addToPartition(
  before: ReportPartition | undefined,
  { partition, info }: ListedPart,
  rows: number,
  documents: number,
): ReportPartition {
  const known = before ?? { partition, ...describePartition(partition), documents: 0, rows: 0, parts: 0, sizeBytes: 0 }
  return {
    ...known,
    documents: known.documents + documents,
    rows: known.rows + rows,
    parts: known.parts + 1,
    sizeBytes: known.sizeBytes + info.sizeBytes,
  }
}

const DAY_KEYS = ['year', 'month', 'day'] as const

/** The day that a partition's keys name, if they do, and its other keys. */
function describePartition(partition: string): Pick<ReportPartition, 'day' | 'group'> {
  const keys = parsePartitionPath(partition)
  const numbers = DAY_KEYS.map((name) =>
    Number(keys.find(([key, value]) => key === name && value !== null && /^\d{1,4}$/.test(value))?.[1]),
  )
  const [year, month, date] = numbers as [number, number, number]
  const day = numbers.every(Number.isInteger) ? isoDay(year, month, date) : null
  const others = day === null ? keys : keys.filter(([key]) => !(DAY_KEYS as readonly string[]).includes(key))
  return { day, group: partitionPath(others).replace(/\/$/, '') }
}

/** Null for what is no day. */
function isoDay(year: number, month: number, day: number): string | null {
  const pad = (number: number, length: number): string => String(number).padStart(length, '0')
  const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null
}
