import type { ReportPartition, ReportVersion } from '@bridge-downstream/core'
import type { VNode } from 'preact'
import { layOutCalendar } from './calendar.js'
import { formatBytes, formatNumber } from '../format-number.js'
import { HeatMap } from './heat-map.js'
import { Name } from './name.js'
import { documentsByDay } from './report-totals.js'
import { ScrollBox } from './scroll-box.js'

/** Of the groups so many are shown: those with the most documents. */
const MOST_GROUPS = 100

/** Documents by day, and what the partitions of each other key hold. */
export function PartitionView({ version }: { readonly version: ReportVersion }): VNode {
  const { dataset, partitions } = version
  const days = documentsByDay(version)
  return (
    <>
      {days.size > 0 && <DayMap dataset={dataset} days={days} />}
      <Groups dataset={dataset} partitions={partitions} />
    </>
  )
}

function DayMap({ dataset, days }: { readonly dataset: string; readonly days: ReadonlyMap<string, number> }): VNode {
  const { unit, columns, rows } = layOutCalendar(days)
  return <HeatMap caption={`Documents of ${dataset} by ${unit}`} corner={unit === 'day' ? 'Month' : 'Year'} columns={columns} rows={rows} />
}

function Groups({ dataset, partitions }: Pick<ReportVersion, 'dataset' | 'partitions'>): VNode {
  const groups = [...Map.groupBy(partitions, ({ group }) => group)].map(([group, of]) => ({ group, ...addUp(of) }))
  const sorted = groups.sort((a, b) => b.documents - a.documents || (a.group < b.group ? -1 : 1))
  const more = sorted.slice(MOST_GROUPS)
  const hasDays = partitions.some(({ day }) => day !== null)
  return (
    <ScrollBox label={`Partitions of ${dataset}`}>
      <table>
        <caption>Partitions{hasDays ? ', all days together' : ''}</caption>
        <thead>
          <tr>
            <th scope="col">Partition keys</th>
            {hasDays && <th scope="col">Days</th>}
            {['Partitions', 'Documents', 'Rows', 'Parts', 'Size'].map((heading) => (
              <th scope="col" class="number">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, MOST_GROUPS).map(({ group, first, last, ...sums }) => (
            <tr>
              <th scope="row">{group === '' ? 'none' : <Name of={group} />}</th>
              {hasDays && <td class="dates">{first === last ? (first ?? '–') : `${first} to ${last}`}</td>}
              <SumCells {...sums} />
            </tr>
          ))}
          {more.length > 0 && (
            <tr>
              <th scope="row">{formatNumber(more.length)} others</th>
              {hasDays && <td />}
              <SumCells {...addUp(partitions.filter(({ group }) => more.some((other) => other.group === group)))} />
            </tr>
          )}
        </tbody>
      </table>
    </ScrollBox>
  )
}

interface GroupSums {
  readonly partitions: number
  readonly documents: number
  readonly rows: number
  readonly parts: number
  readonly sizeBytes: number
}

function SumCells({ partitions, documents, rows, parts, sizeBytes }: GroupSums): VNode {
  return (
    <>
      {[partitions, documents, rows, parts].map((sum) => (
        <td class="number">{formatNumber(sum)}</td>
      ))}
      <td class="number">{formatBytes(sizeBytes)}</td>
    </>
  )
}

function addUp(
  partitions: readonly ReportPartition[],
): GroupSums & { readonly first: string | undefined; readonly last: string | undefined } {
  const days = partitions.flatMap(({ day }) => (day === null ? [] : [day])).sort()
  const sum = (of: 'documents' | 'rows' | 'parts' | 'sizeBytes'): number => partitions.reduce((total, each) => total + each[of], 0)
  return {
    partitions: partitions.length,
    documents: sum('documents'),
    rows: sum('rows'),
    parts: sum('parts'),
    sizeBytes: sum('sizeBytes'),
    first: days[0],
    last: days.at(-1),
  }
}
