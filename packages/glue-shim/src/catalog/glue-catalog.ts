import type { GlueClient } from '@aws-sdk/client-glue'
import { backOff } from '../backoff.js'
import type { CatalogPartition, CatalogTable } from './catalog-table.js'
import { describeGlueFault, toCatalogError, type GlueFault } from './glue-fault.js'
import type * as GlueSdk from './glue-sdk.js'
import { fromGluePartition, fromGlueTable, toPartitionInput, toTableInput, type RegisteredPartition } from './table-input.js'

export interface GlueCatalogOptions {
  readonly database: string
  /** Default: that of the environment. */
  readonly region?: string | undefined
  /** URL of another server that speaks Glue's protocol. Default: Amazon's. */
  readonly endpoint?: string | undefined
  /** Tries of one request. Default 8. */
  readonly maxAttempts?: number | undefined
  /** Longest pause before the second try; it doubles with each further one. Default 200. */
  readonly retryDelayMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** A table, and the version that an update of it names. */
export interface StoredTable {
  readonly table: CatalogTable
  readonly versionId: string | undefined
}

/** Somebody else was faster: what was read is no longer so, and has to be read again. */
export class OutdatedError extends Error {
  override readonly name = 'OutdatedError'
}

/** Most partitions that Glue takes in one request. */
const CREATED_AT_ONCE = 100
const UPDATED_AT_ONCE = 100
const DELETED_AT_ONCE = 25

const OUTDATED = new Set([
  'ConcurrentModificationException',
  'AlreadyExistsException',
  'EntityNotFoundException',
  'VersionMismatchException',
])

/**
 * One database of the Glue Data Catalog. Requests are tried again when they fail for a passing reason.
 *
 * @throws (every method) CatalogError `catalog-denied` or `catalog-unavailable`.
 */
export class GlueCatalog {
  readonly database: string
  readonly #sdk: typeof GlueSdk
  readonly #client: GlueClient
  readonly #options: GlueCatalogOptions

  private constructor(sdk: typeof GlueSdk, options: GlueCatalogOptions) {
    const { region = options.endpoint === undefined ? undefined : 'us-east-1', endpoint } = options
    this.#sdk = sdk
    this.#options = options
    // Glue keeps names in lower case.
    this.database = options.database.toLowerCase()
    this.#client = new sdk.GlueClient({
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      // Tries are made and counted here, where it is known that all of them may be repeated: whoever writes reads first.
      maxAttempts: 1,
    })
  }

  /** The SDK is loaded here, so that no other command pays for it. */
  static async open(options: GlueCatalogOptions): Promise<GlueCatalog> {
    return new GlueCatalog(await import('./glue-sdk.js'), options)
  }

  async hasDatabase(): Promise<boolean> {
    const found = await this.#find('GetDatabase', undefined, () =>
      this.#client.send(new this.#sdk.GetDatabaseCommand({ Name: this.database })),
    )
    return found !== undefined
  }

  /** @throws OutdatedError if it is there already. */
  async createDatabase(): Promise<void> {
    const input = { Name: this.database, Description: 'Tables made by bridge-downstream' }
    await this.#write('CreateDatabase', undefined, () => this.#client.send(new this.#sdk.CreateDatabaseCommand({ DatabaseInput: input })))
  }

  async table(name: string): Promise<StoredTable | undefined> {
    const found = await this.#find('GetTable', name, () =>
      this.#client.send(new this.#sdk.GetTableCommand({ DatabaseName: this.database, Name: name })),
    )
    return found?.Table && { table: fromGlueTable(found.Table), versionId: found.Table.VersionId }
  }

  /** @throws OutdatedError if it is there already. */
  async createTable(table: CatalogTable): Promise<void> {
    await this.#write('CreateTable', table.name, () =>
      this.#client.send(new this.#sdk.CreateTableCommand({ DatabaseName: this.database, TableInput: toTableInput(table) })),
    )
  }

  /** @throws OutdatedError if it is no longer of this version. */
  async updateTable(table: CatalogTable, versionId: string | undefined): Promise<void> {
    const input = {
      DatabaseName: this.database,
      TableInput: toTableInput(table),
      SkipArchive: true,
      ...(versionId === undefined ? {} : { VersionId: versionId }),
    }
    await this.#write('UpdateTable', table.name, () => this.#client.send(new this.#sdk.UpdateTableCommand(input)))
  }

  async *partitions(table: string): AsyncGenerator<RegisteredPartition, void, undefined> {
    for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
      const input = { DatabaseName: this.database, TableName: table, ...(token === undefined ? {} : { NextToken: token }) }
      const page = await this.#find('GetPartitions', table, () => this.#client.send(new this.#sdk.GetPartitionsCommand(input)))
      yield* (page?.Partitions ?? []).map(fromGluePartition)
      token = page?.NextToken
    }
  }

  /** Those that somebody else was faster with, or that failed for a passing reason, are left out: look again. */
  async addPartitions(table: CatalogTable, partitions: readonly CatalogPartition[]): Promise<void> {
    await this.#inBatches('BatchCreatePartition', table.name, partitions, CREATED_AT_ONCE, async (batch) => {
      const PartitionInputList = batch.map((partition) => toPartitionInput(partition, table))
      const input = { DatabaseName: this.database, TableName: table.name, PartitionInputList }
      const { Errors = [] } = await this.#client.send(new this.#sdk.BatchCreatePartitionCommand(input))
      return Errors.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode)
    })
  }

  async updatePartitions(table: CatalogTable, partitions: readonly CatalogPartition[]): Promise<void> {
    await this.#inBatches('BatchUpdatePartition', table.name, partitions, UPDATED_AT_ONCE, async (batch) => {
      const Entries = batch.map((partition) => ({
        PartitionValueList: [...partition.values],
        PartitionInput: toPartitionInput(partition, table),
      }))
      const input = { DatabaseName: this.database, TableName: table.name, Entries }
      const { Errors = [] } = await this.#client.send(new this.#sdk.BatchUpdatePartitionCommand(input))
      return Errors.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode)
    })
  }

  async deletePartitions(table: CatalogTable, partitions: readonly CatalogPartition[]): Promise<void> {
    await this.#inBatches('BatchDeletePartition', table.name, partitions, DELETED_AT_ONCE, async (batch) => {
      const PartitionsToDelete = batch.map(({ values }) => ({ Values: [...values] }))
      const input = { DatabaseName: this.database, TableName: table.name, PartitionsToDelete }
      const { Errors = [] } = await this.#client.send(new this.#sdk.BatchDeletePartitionCommand(input))
      return Errors.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode)
    })
  }

  async #inBatches(
    operation: string,
    table: string,
    partitions: readonly CatalogPartition[],
    atOnce: number,
    send: (batch: readonly CatalogPartition[]) => Promise<(string | undefined)[]>,
  ): Promise<void> {
    for (let at = 0; at < partitions.length; at += atOnce) {
      const codes = await this.#write(operation, table, () => send(partitions.slice(at, at + atOnce)))
      for (const code of codes) {
        const fault = describeGlueFault({ name: code ?? 'Error' })
        if (!OUTDATED.has(fault.name) && !fault.isPassing) throw toCatalogError(operation, fault, 1, table)
      }
    }
  }

  /** @returns undefined if there is no such thing. */
  async #find<T>(operation: string, table: string | undefined, send: () => Promise<T>): Promise<T | undefined> {
    return this.#send<T | undefined>(operation, table, send, ({ name }) =>
      name === 'EntityNotFoundException' ? { value: undefined } : undefined,
    )
  }

  /** @throws OutdatedError */
  async #write<T>(operation: string, table: string | undefined, send: () => Promise<T>): Promise<T> {
    return this.#send(operation, table, send, (fault) => {
      if (OUTDATED.has(fault.name)) throw new OutdatedError(fault.name)
      return undefined
    })
  }

  /** @param settle decides about a fault: it gives the outcome, or throws; undefined leaves it to the tries. */
  async #send<T>(
    operation: string,
    table: string | undefined,
    send: () => Promise<T>,
    settle: (fault: GlueFault) => { readonly value: T } | undefined,
  ): Promise<T> {
    const { maxAttempts = 8, retryDelayMs = 200, signal } = this.#options
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted()
      try {
        return await send()
      } catch (error) {
        const fault = describeGlueFault(error)
        const settled = settle(fault)
        if (settled) return settled.value
        if (!fault.isPassing || attempt >= maxAttempts) throw toCatalogError(operation, fault, attempt, table)
        await backOff(attempt, retryDelayMs, signal)
      }
    }
  }
}
