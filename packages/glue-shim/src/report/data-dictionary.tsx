import type { ReportColumn, ReportTable, ReportVersion } from '@bridge-downstream/core'
import type { VNode } from 'preact'
import { count, formatBytes, formatNumber, formatShare } from '../format-number.js'
import { Name } from './name.js'
import { ScrollBox } from './scroll-box.js'
import { visibleText } from './visible-text.js'

interface DataDictionaryProps {
  readonly version: ReportVersion
  /** Before the number of a table in its id. */
  readonly prefix: string
}

/** Each table of a version, and what its columns are. */
export function DataDictionary({ version: { tables }, prefix }: DataDictionaryProps): VNode {
  return (
    <div class="dictionary">
      {tables.map((table, i) => (
        <details id={`${prefix}-${i + 1}`}>
          <summary>
            <Name of={table.name} /> <span class="quiet">{tableLine(table)}</span>
          </summary>
          <TableColumns table={table} hrefOf={(name) => `#${prefix}-${tables.findIndex((other) => other.name === name) + 1}`} />
        </details>
      ))}
    </div>
  )
}

function tableLine({ rows, parts, sizeBytes, columns }: ReportTable): string {
  return `${count(rows, 'row')}, ${count(columns.length, 'column')}, ${count(parts, 'part')}, ${formatBytes(sizeBytes)}`
}

interface TableColumnsProps {
  readonly table: ReportTable
  readonly hrefOf: (table: string) => string
}

function TableColumns({ table: { name, parent, description, columns, rows }, hrefOf }: TableColumnsProps): VNode {
  return (
    <>
      <p>
        {visibleText(description)}
        {parent !== null && (
          <>
            {' '}
            Parent:{' '}
            <a href={hrefOf(parent)}>
              <Name of={parent} />
            </a>
          </>
        )}
      </p>
      <ScrollBox label={`Columns of ${visibleText(name)}`}>
        <table class="columns">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
              <th scope="col">Where it comes from</th>
              <th scope="col" class="number">
                Without a value
              </th>
              <th scope="col" class="number">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <tr>
                <th scope="row">
                  <Name of={column.name} />
                </th>
                <td>{column.type}</td>
                <td>
                  <Origin column={column} hrefOf={hrefOf} />
                </td>
                <NullCell nulls={column.nulls} rows={rows} />
                <td class="number">{formatBytes(column.sizeBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  )
}

function Origin({
  column: { role, jsonPath, description, child },
  hrefOf,
}: { readonly column: ReportColumn } & Pick<TableColumnsProps, 'hrefOf'>): VNode {
  if (role === 'value' && jsonPath !== null) return <Name of={jsonPath} />
  if (child === null || jsonPath === null) return <>{visibleText(description)}</>
  return (
    <>
      <Name of={jsonPath} />: id of the rows in{' '}
      <a href={hrefOf(child)}>
        <Name of={child} />
      </a>
    </>
  )
}

function NullCell({ nulls, rows }: { readonly nulls: number | null; readonly rows: number }): VNode {
  if (nulls === null) return <td class="number">not known</td>
  const share = rows === 0 ? 0 : Math.round((1000 * nulls) / rows) / 10
  return (
    <td class="number bar" style={share > 0 ? `--share:${share}%` : undefined}>
      {nulls === 0 ? '0' : `${formatNumber(nulls)} (${formatShare(nulls, rows)})`}
    </td>
  )
}
