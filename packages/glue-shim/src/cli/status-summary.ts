import type { PartitionWork, UnpackStatus } from '@bridge-downstream/core'
import { formatTable } from './format-table.js'
import { count, formatNumber } from '../format-number.js'

const STATES = ['new', 'stale', 'gone', 'done'] as const
const MOST_PARTITIONS = 20

/** How archives and partitions stand, for people. */
export function summarizeStatus(archives: UnpackStatus, partitions: readonly PartitionWork[]): string {
  return [describeArchives(archives), partitions.length === 0 ? '' : describeWork(partitions)].filter((text) => text !== '').join('\n')
}

function describeArchives({ new: fresh, changed, done, receipts }: UnpackStatus): string {
  const given = fresh + changed + done
  const now =
    given === 0
      ? ''
      : `${count(given, 'archive')} given: ${formatNumber(fresh)} new, ${formatNumber(changed)} changed, ${formatNumber(done)} done\n`
  const outcomes = Object.entries(receipts).filter(([, n]) => n > 0)
  return `${now}Archives so far: ${outcomes.length === 0 ? 'none' : outcomes.map(([outcome, n]) => `${formatNumber(n)} ${outcome}`).join(', ')}\n`
}

/** Partitions by dataset and state, and those that something is to be done about. */
export function describeWork(works: readonly PartitionWork[]): string {
  if (works.length === 0) return 'There are no JSON datasets yet.\n'
  const rows = [...Map.groupBy(works, ({ dataset }) => dataset)].map(([dataset, of]) => [
    dataset,
    ...STATES.map((state) => formatNumber(of.filter((work) => work.state === state).length)),
  ])
  const table = formatTable(['dataset', ...STATES], rows, ['left', 'right', 'right', 'right', 'right'])
  const todo = works.filter(({ state }) => state !== 'done')
  const lines = todo
    .slice(0, MOST_PARTITIONS)
    .map(({ dataset, partition, state, reason }) => `${state.padEnd(5)}  ${dataset} ${partition}  ${reason}`)
  const more = todo.length > MOST_PARTITIONS ? [`…      and ${formatNumber(todo.length - MOST_PARTITIONS)} more; --json prints all`] : []
  return `${[table, ...(todo.length > 0 ? ['', ...lines, ...more] : [])].join('\n')}\n`
}
