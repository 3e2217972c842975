import { fileColumns, type SqlTarget, type SqlTypes } from './describe-sql-target.js'
import type { InjectedColumn, Table } from './table-plan.js'

const TYPES: SqlTypes = {
  boolean: 'boolean',
  integer: 'bigint',
  number: 'double',
  string: 'string',
  timestamp: 'timestamp',
  date: 'date',
}

/** The statement that makes a folder of parts a table of Athena and Glue. */
export function athenaTable(table: Table, target: SqlTarget): string {
  const { database, location, partitionKeys } = target
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${[...(database === undefined ? [] : [database]), table.name].map(quoteHiveName).join('.')} (`,
    columnList(fileColumns(table, target)),
    ')',
    ...(partitionKeys.length > 0 ? ['PARTITIONED BY (', columnList(partitionKeys), ')'] : []),
    'STORED AS PARQUET',
    `LOCATION ${quoteHiveText(`${location}/${table.name}/`)}`,
    "TBLPROPERTIES ('classification'='parquet')",
  ].join('\n')
}

function columnList(columns: readonly InjectedColumn[]): string {
  return columns.map(({ name, type }) => `  ${quoteHiveName(name)} ${TYPES[type]}`).join(',\n')
}

function quoteHiveName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** In Hive, `''` in a text is the end of one text and the beginning of the next, not a quote. */
function quoteHiveText(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`
}
