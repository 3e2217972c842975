import { OptionError, type Store, type StoreOptions } from '@bridge-downstream/core'
import type { CatalogChange } from './catalog-change.js'
import type { PartitionMode } from './catalog-table.js'
import { GlueCatalog, type GlueCatalogOptions } from './glue-catalog.js'
import { isPartitionGone, listTables } from './list-tables.js'
import { registerTables } from './register-tables.js'

export interface RegisterDestinationOptions extends GlueCatalogOptions, StoreOptions {
  /** Default `projected`. */
  readonly mode?: PartitionMode | undefined
  /** URL of the destination as Athena reads it. Default: the store's own. */
  readonly location?: string | undefined
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean | undefined
}

/** What a registration did, or would do. Plain JSON. */
export interface CatalogReport {
  readonly version: 1
  readonly database: string
  readonly tables: number
  /** Dataset versions that have a plan, and no Parquet yet: they are left out. */
  readonly empty: readonly string[]
  readonly isDryRun: boolean
  readonly changes: readonly CatalogChange[]
}

/**
 * Make the tables of a destination known to the Glue Data Catalog, and so to Athena.
 *
 * @throws OptionError `bad-location` if Athena cannot read there.
 * @throws CatalogError as `registerTables` and `listTables` have it.
 */
export async function registerDestination(store: Store, options: RegisterDestinationOptions): Promise<CatalogReport> {
  const { mode = 'projected', location = store.url, dryRun = false, signal } = options
  if (!/^s3:\/\/[^/]+/.test(location)) {
    throw new OptionError('Athena reads from S3 only, and the destination is elsewhere', {
      code: 'bad-location',
      hint: 'Give the URL under which Athena finds it: --location s3://bucket/prefix.',
    })
  }
  const { tables, empty } = await listTables(store, { location, mode, signal })
  const catalog = await GlueCatalog.open(options)
  const isGone = (partition: Parameters<typeof isPartitionGone>[2]): Promise<boolean> =>
    isPartitionGone(store, location, partition, { signal })
  const changes = tables.length === 0 ? [] : await registerTables(catalog, tables, { dryRun, isGone, signal })
  return { version: 1, database: catalog.database, tables: tables.length, empty, isDryRun: dryRun, changes }
}
