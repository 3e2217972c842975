import { compareCodeUnits } from '../names/compare-code-units.js'
import type { DatasetFamily } from '../datasets/dataset-family.js'
import { parseDatasetIdentifier, readDatasetIdentifier } from '../datasets/dataset-identifier.js'
import type { Store, StoreOptions } from '../store/store.js'
import { planToDictionary } from '../tables/describe-plan-dictionary.js'
import type { TablePlan } from '../tables/table-plan.js'
import { listPartitions, type PartitionListing } from './list-partitions.js'
import { mapConcurrently } from './map-concurrently.js'
import { openRegistry } from './open-registry.js'
import { parsePlan, planKey } from './plan-file.js'
import { plannedDatasets } from './planned-datasets.js'
import { gatherReasons } from './report-quarantine.js'
import { gatherRuns } from './report-runs.js'
import { gatherTotals, type DatasetTotals, type TableTotals } from './report-totals.js'
import type { ReportColumn, ReportData, ReportFamily, ReportTable, ReportVersion } from './report-data.js'
import { unpackStatus } from './unpack-status.js'

export interface GatherReportOptions extends StoreOptions {
  /** Objects that are read at once. Default 16. */
  readonly concurrency?: number | undefined
  /** Ledgers of the last runs. Default 20. */
  readonly runs?: number | undefined
  /** Told after each Parquet part whose footer was read. */
  readonly onProgress?: ((progress: { readonly parts: number; readonly total: number }) => void) | undefined
}

const OBJECTS_AT_ONCE = 16
const RUNS = 20

/**
 * Gather what a report on a destination says. Nothing is written. Of Parquet only footers are read, by ranges; of JSON datasets nothing is.
 *
 * @throws RegistryError for a file of the registry, or a plan, that is damaged; OptionError `damaged-reason`.
 */
export async function gatherReport(store: Store, options: GatherReportOptions = {}): Promise<ReportData> {
  const { concurrency = OBJECTS_AT_ONCE, runs = RUNS } = options
  const listing = await listPartitions(store, options)
  const plans = await readPlans(store, options)
  const { datasets: totals, otherParts } = await gatherTotals(store, listing.parts, plans, { ...options, concurrency })
  const families = await openRegistry(store).families(options)
  return {
    version: 1,
    archives: (await unpackStatus([], store, options)).receipts,
    families: describeFamilies(families, plans, totals, listing.inputs),
    quarantine: await gatherReasons(store, { ...options, concurrency }),
    ...(await gatherRuns(store, runs, options)),
    otherParts,
  }
}

async function readPlans(store: Store, options: StoreOptions): Promise<Map<string, TablePlan>> {
  const read = async (dataset: string): Promise<[string, TablePlan]> => {
    return [dataset, parsePlan(await (await store.get(planKey(dataset), options)).bytes(), dataset)]
  }
  return new Map(await mapConcurrently(await plannedDatasets(store, options), OBJECTS_AT_ONCE, read))
}

/** Of the registry, and of what lies there though the registry does not know it. */
function describeFamilies(
  families: readonly DatasetFamily[],
  plans: ReadonlyMap<string, TablePlan>,
  totals: ReadonlyMap<string, DatasetTotals>,
  inputs: PartitionListing['inputs'],
): ReportFamily[] {
  const known = new Map(families.flatMap(({ versions }) => versions.map((version) => [version.dataset, version] as const)))
  const datasets = [...new Set([...known.keys(), ...plans.keys(), ...inputs.keys()])].filter((dataset) => readDatasetIdentifier(dataset))
  const versions = datasets.map((dataset): ReportVersion => {
    const version = known.get(dataset)
    const plan = plans.get(dataset)
    const found = totals.get(dataset)
    return {
      dataset,
      contract: version?.contract ?? null,
      entries: version?.entries ?? [],
      fingerprint: version?.fingerprints.exact ?? null,
      schemas: version?.members.length ?? 0,
      history: version?.history ?? [],
      json: countObjects(inputs.get(dataset)),
      tables: plan ? describeTables(plan, found) : [],
      limited: plan?.limited ?? [],
      partitions: found ? [...found.partitions.values()].sort((a, b) => compareCodeUnits(a.partition, b.partition)) : [],
    }
  })
  const byName = Map.groupBy(versions, ({ dataset }) => parseDatasetIdentifier(dataset).name)
  const number = ({ dataset }: ReportVersion): number => parseDatasetIdentifier(dataset).version
  return [...byName]
    .map(([name, of]) => ({ name, versions: of.sort((a, b) => number(a) - number(b)) }))
    .sort((a, b) => compareCodeUnits(a.name, b.name))
}

function countObjects(partitions: ReturnType<PartitionListing['inputs']['get']>): ReportVersion['json'] {
  const objects = [...(partitions?.values() ?? [])].flatMap((inputs) => inputs.unpack())
  return { objects: objects.length, sizeBytes: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) }
}

function describeTables(plan: TablePlan, totals: DatasetTotals | undefined): ReportTable[] {
  const { tables } = planToDictionary(plan)
  return tables.map(({ name, kind, path, parent, description, columns }, i): ReportTable => {
    const found = totals?.tables.get(name)
    const { rows = 0, parts = 0, sizeBytes = 0 } = found ?? {}
    const described = columns.map((column, j): ReportColumn => {
      const { source } = plan.tables[i]!.columns[j]!
      return {
        name: column.name,
        type: column.type,
        role: column.role,
        jsonPath: column.jsonPath,
        description: column.description,
        child: source.role === 'array' || source.role === 'map' ? source.table : null,
        ...columnTotals(found, column.name),
      }
    })
    return { name, kind, path, parent, description, rows, parts, sizeBytes, columns: described }
  })
}

/** Parts that were written before a column came have none of it: their rows count as without a value. */
function columnTotals(table: TableTotals | undefined, name: string): Pick<ReportColumn, 'nulls' | 'sizeBytes'> {
  if (!table) return { nulls: 0, sizeBytes: 0 }
  const { rows, nulls, sizeBytes } = table.columns.get(name) ?? { rows: 0, nulls: 0, sizeBytes: 0 }
  return { nulls: nulls === null ? null : nulls + table.rows - rows, sizeBytes }
}
