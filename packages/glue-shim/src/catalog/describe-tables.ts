import { keySegment, parsePartitionPath, planToDictionary, type Table, type TablePlan } from '@bridge-downstream/core'
import { CatalogError } from './catalog-error.js'
import { HIVE_TYPES, OWNER_PARAMETER, type CatalogColumn, type CatalogTable, type PartitionMode } from './catalog-table.js'
import { checkTable, fitComment, fitDescription } from './glue-limits.js'
import { projectPartitions } from './project-partitions.js'

export interface DescribeTablesOptions {
  /** URL of the folder that holds the tables' folders; a final `/` does not matter. */
  readonly location: string
  readonly mode: PartitionMode
  /** Folders of the dataset's partitions, as they stand in keys: `assessmentid=spelling/year=2022/`; at least one, `''` where there are no keys. */
  readonly partitions: readonly string[]
}

/**
 * A plan's tables as the catalogue should have them.
 *
 * @throws CatalogError if the partitions of a dataset do not have the same keys, or a table cannot stand in Glue.
 */
export function describeTables(plan: TablePlan, options: DescribeTablesOptions): CatalogTable[] {
  const folders = partitionKeysOf(plan, options.partitions)
  const dictionary = planToDictionary(plan)
  return plan.tables.map((table, i) => {
    const { description, columns } = dictionary.tables[i]!
    const comments = new Map(columns.map((column) => [column.name, column.description]))
    return describeTable(table, { plan, folders, description, comments, ...options })
  })
}

interface TableContext extends DescribeTablesOptions {
  readonly plan: TablePlan
  readonly folders: readonly string[]
  readonly description: string
  readonly comments: ReadonlyMap<string, string>
}

function describeTable(table: Table, { plan, folders, description, comments, location, mode, partitions }: TableContext): CatalogTable {
  const name = table.name.toLowerCase()
  const keyNames = folders.map((folder) => folder.toLowerCase())
  const described = table.columns.map(({ name, type, source }) => ({
    column: { name: name.toLowerCase(), type: HIVE_TYPES[type], comment: fitComment(comments.get(name) ?? '') },
    isInjected: source.role === 'injected',
  }))
  const taken = described.find(({ column, isInjected }) => !isInjected && keyNames.includes(column.name))
  if (taken) {
    throw new CatalogError('A partition key has the name of a column', {
      code: 'name-collision',
      table: table.name,
      column: taken.column.name,
      hint: 'Plan with the partition keys among the injected columns, so that other columns get other names.',
    })
  }
  const injected = new Map(described.map(({ column }) => [column.name, column]))
  // A key that is no column of the files is text, which takes whatever a folder says.
  const partitionKeys = keyNames.map((name): CatalogColumn => injected.get(name) ?? { name, type: 'string', comment: '' })
  const folder = `${location.replace(/\/+$/, '')}/${keySegment(table.name)}/`
  const made: CatalogTable = {
    name,
    dataset: plan.dataset,
    description: fitDescription(description),
    location: folder,
    columns: described.map(({ column }) => column).filter((column) => !keyNames.includes(column.name)),
    partitionKeys,
    parameters: {
      EXTERNAL: 'TRUE',
      classification: 'parquet',
      [OWNER_PARAMETER]: plan.dataset,
      ...(mode === 'projected' ? projectPartitions(table.name, folder, partitionKeys, folders, partitions) : {}),
    },
  }
  checkTable(made)
  return made
}

/** The names of the partition keys, as the folders of all partitions have them. */
function partitionKeysOf({ dataset }: TablePlan, partitions: readonly string[]): string[] {
  const [first = [], ...others] = partitions.map((partition) => parsePartitionPath(partition).map(([name]) => name))
  if (others.some((names) => names.join('/') !== first.join('/'))) {
    throw new CatalogError('The partitions of a dataset do not all have the same keys', {
      code: 'catalog-conflict',
      dataset,
      hint: 'A table has one list of partition keys: move the odd partitions away.',
    })
  }
  return first
}
