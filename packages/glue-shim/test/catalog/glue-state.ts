import type { Column, PartitionInput, TableInput } from '@aws-sdk/client-glue'

/** An error that Glue answers with. */
export class GlueFailure extends Error {
  readonly code: string

  constructor(code: string, message: string = code) {
    super(message)
    this.code = code
  }
}

export interface StoredGlueTable {
  input: TableInput
  version: number
  readonly partitions: Map<string, PartitionInput>
}

interface Request {
  readonly Name?: string
  readonly DatabaseName?: string
  readonly TableName?: string
  readonly DatabaseInput?: { readonly Name?: string }
  readonly TableInput?: TableInput
  readonly VersionId?: string
  readonly NextToken?: string
  readonly PartitionInputList?: readonly PartitionInput[]
  readonly Entries?: readonly { readonly PartitionValueList: readonly string[]; readonly PartitionInput: PartitionInput }[]
  readonly PartitionsToDelete?: readonly { readonly Values: readonly string[] }[]
}

const PAGE = 7
const NAME = /^[\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}\t]{1,255}$/u

/**
 * What Glue keeps, as far as it was seen to behave: names in lower case, a version of each table that an update may name, limits of lengths
 * and of batches, errors of single partitions in a batch.
 */
export class GlueState {
  readonly databases = new Map<string, Map<string, StoredGlueTable>>()

  call(operation: string, input: unknown): unknown {
    const request = input as Request
    switch (operation) {
      case 'GetDatabase':
        this.#database(request.Name)
        return { Database: { Name: lower(request.Name) } }
      case 'CreateDatabase':
        return this.#createDatabase(lower(request.DatabaseInput?.Name))
      case 'GetTable':
        return { Table: this.#describe(request) }
      case 'CreateTable':
        return this.#createTable(request)
      case 'UpdateTable':
        return this.#updateTable(request)
      case 'GetPartitions':
        return this.#getPartitions(request)
      case 'BatchCreatePartition':
        return this.#createPartitions(request)
      case 'BatchUpdatePartition':
        return this.#updatePartitions(request)
      case 'BatchDeletePartition':
        return this.#deletePartitions(request)
      default:
        throw new GlueFailure('InvalidInputException', `no operation ${operation}`)
    }
  }

  table(database: string, name: string): StoredGlueTable {
    const table = this.#database(database).get(lower(name))
    if (!table) throw new GlueFailure('EntityNotFoundException')
    return table
  }

  /** Everything but the versions, to compare. */
  contents(database: string): unknown {
    return sortByKey(this.#database(database)).map(([name, { input, partitions }]) => [name, input, sortByKey(partitions)])
  }

  #database(name: string | undefined): Map<string, StoredGlueTable> {
    const database = this.databases.get(lower(name))
    if (!database) throw new GlueFailure('EntityNotFoundException')
    return database
  }

  #createDatabase(name: string): unknown {
    if (this.databases.has(name)) throw new GlueFailure('AlreadyExistsException')
    this.databases.set(name, new Map())
    return {}
  }

  #describe({ DatabaseName, Name }: Request): unknown {
    const { input, version } = this.table(DatabaseName!, Name!)
    return {
      ...input,
      DatabaseName: lower(DatabaseName),
      VersionId: String(version),
      CreateTime: 1.7e9,
      IsRegisteredWithLakeFormation: false,
    }
  }

  #createTable({ DatabaseName, TableInput }: Request): unknown {
    const tables = this.#database(DatabaseName)
    const input = checkTable(TableInput!)
    if (tables.has(input.Name!)) throw new GlueFailure('AlreadyExistsException')
    tables.set(input.Name!, { input, version: 0, partitions: new Map() })
    return {}
  }

  #updateTable({ DatabaseName, TableInput, VersionId }: Request): unknown {
    const input = checkTable(TableInput!)
    const table = this.table(DatabaseName!, input.Name!)
    if (VersionId !== undefined && VersionId !== String(table.version)) throw new GlueFailure('ConcurrentModificationException')
    table.input = input
    table.version++
    return {}
  }

  #getPartitions({ DatabaseName, TableName, NextToken = '0' }: Request): unknown {
    const all = [...this.table(DatabaseName!, TableName!).partitions.values()]
    const end = Number(NextToken) + PAGE
    return { Partitions: all.slice(Number(NextToken), end), ...(end < all.length ? { NextToken: String(end) } : {}) }
  }

  #createPartitions({ DatabaseName, TableName, PartitionInputList = [] }: Request): unknown {
    checkBatch(PartitionInputList, 100)
    const { partitions } = this.table(DatabaseName!, TableName!)
    const Errors = PartitionInputList.flatMap((partition) => {
      const id = JSON.stringify(partition.Values)
      if (partitions.has(id)) return [{ PartitionValues: partition.Values, ErrorDetail: { ErrorCode: 'AlreadyExistsException' } }]
      partitions.set(id, partition)
      return []
    })
    return { Errors }
  }

  #updatePartitions({ DatabaseName, TableName, Entries = [] }: Request): unknown {
    checkBatch(Entries, 100)
    const { partitions } = this.table(DatabaseName!, TableName!)
    const Errors = Entries.flatMap(({ PartitionValueList, PartitionInput }) => {
      const id = JSON.stringify(PartitionValueList)
      if (!partitions.has(id)) return [{ PartitionValueList, ErrorDetail: { ErrorCode: 'EntityNotFoundException' } }]
      partitions.set(id, PartitionInput)
      return []
    })
    return { Errors }
  }

  #deletePartitions({ DatabaseName, TableName, PartitionsToDelete = [] }: Request): unknown {
    checkBatch(PartitionsToDelete, 25)
    const { partitions } = this.table(DatabaseName!, TableName!)
    const Errors = PartitionsToDelete.flatMap(({ Values }) =>
      partitions.delete(JSON.stringify(Values)) ? [] : [{ PartitionValues: Values, ErrorDetail: { ErrorCode: 'EntityNotFoundException' } }],
    )
    return { Errors }
  }
}

function checkTable(input: TableInput): TableInput {
  const columns = [...(input.StorageDescriptor?.Columns ?? []), ...(input.PartitionKeys ?? [])]
  for (const { Name = '', Comment = '' } of [{ Name: input.Name }, ...columns] as Column[]) {
    if (!NAME.test(Name) || (Comment !== '' && !NAME.test(Comment))) throw new GlueFailure('InvalidInputException', 'length or pattern')
  }
  if (new Set(columns.map(({ Name }) => lower(Name))).size < columns.length) throw new GlueFailure('InvalidInputException', 'twice')
  const lowered = (list: readonly Column[] = []): Column[] => list.map((column) => ({ ...column, Name: lower(column.Name) }))
  return {
    ...input,
    Name: lower(input.Name),
    PartitionKeys: lowered(input.PartitionKeys),
    StorageDescriptor: { ...input.StorageDescriptor, Columns: lowered(input.StorageDescriptor?.Columns) },
  }
}

function checkBatch(list: readonly unknown[], most: number): void {
  if (list.length === 0 || list.length > most) throw new GlueFailure('InvalidInputException', 'size of the batch')
}

function lower(name: string | undefined): string {
  return (name ?? '').toLowerCase()
}

function sortByKey<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1))
}
