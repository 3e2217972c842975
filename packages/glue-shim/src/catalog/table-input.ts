import type { Column, Partition, PartitionInput, Table, TableInput } from '@aws-sdk/client-glue'
import { OWNER_PARAMETER, type CatalogColumn, type CatalogPartition, type CatalogTable } from './catalog-table.js'

/** Classes by which Athena, Spark and Hive read Parquet. */
const PARQUET = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: {
    SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    Parameters: { 'serialization.format': '1' },
  },
} as const

/** A table as Glue takes it. */
export function toTableInput(table: CatalogTable): TableInput {
  return {
    Name: table.name,
    Description: table.description,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { ...table.parameters },
    PartitionKeys: table.partitionKeys.map(toColumn),
    StorageDescriptor: { ...PARQUET, Location: table.location, Columns: table.columns.map(toColumn) },
  }
}

/** A partition as Glue takes it: with columns of its own, which are the table's. */
export function toPartitionInput({ values, location }: CatalogPartition, { columns }: CatalogTable): PartitionInput {
  return { Values: [...values], StorageDescriptor: { ...PARQUET, Location: location, Columns: columns.map(toColumn) } }
}

/** What Glue has, as we see it. A table that is not ours belongs to no dataset. */
export function fromGlueTable(table: Table): CatalogTable {
  const parameters = { ...table.Parameters }
  return {
    name: table.Name ?? '',
    dataset: parameters[OWNER_PARAMETER] ?? '',
    description: table.Description ?? '',
    location: table.StorageDescriptor?.Location ?? '',
    columns: fromColumns(table.StorageDescriptor?.Columns),
    partitionKeys: fromColumns(table.PartitionKeys),
    parameters,
  }
}

/** A partition that Glue has. */
export interface RegisteredPartition extends CatalogPartition {
  readonly columns: readonly CatalogColumn[]
}

export function fromGluePartition({ Values, StorageDescriptor }: Partition): RegisteredPartition {
  return { values: Values ?? [], location: StorageDescriptor?.Location ?? '', columns: fromColumns(StorageDescriptor?.Columns) }
}

function toColumn({ name, type, comment }: CatalogColumn): Column {
  return { Name: name, Type: type, ...(comment === '' ? {} : { Comment: comment }) }
}

function fromColumns(columns: readonly Column[] = []): CatalogColumn[] {
  return columns.map(({ Name = '', Type = '', Comment = '' }) => ({ name: Name, type: Type, comment: Comment }))
}
