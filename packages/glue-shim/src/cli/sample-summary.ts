import { formatTable } from './format-table.js'
import type { Sample } from './sample-archives.js'
import { count, formatNumber } from '../format-number.js'

const MOST_ROWS = 50
const UNKNOWN = '(unknown)'

/** A sample for people: what was chosen and why, what is bad, and the sums. */
export function summarizeSample(sample: Sample): string {
  return [chosen(sample), leftOut(sample), sums(sample)].filter((text) => text !== '').join('\n\n') + '\n'
}

function chosen({ by, chosen: archives }: Sample): string {
  if (archives.length === 0) return ''
  const shown = archives.slice(0, MOST_ROWS)
  const rows = shown.map(({ traits, archive, because }) => [...by.map((trait) => traits[trait] ?? UNKNOWN), archive, because])
  const head = [...by, 'archive', 'because']
  const table = formatTable(
    head,
    rows,
    head.map(() => 'left'),
  )
  return archives.length > MOST_ROWS ? `${table}\n… and ${formatNumber(archives.length - MOST_ROWS)} more; sample.json lists all` : table
}

function leftOut({ leftOut: archives }: Sample): string {
  const shown = archives.slice(0, MOST_ROWS)
  const lines = shown.map(
    ({ archive, entry, reason }) => `left out  ${archive}${entry === undefined ? '' : ` › ${entry}`}\n          ${reason}`,
  )
  return [
    ...lines,
    ...(archives.length > MOST_ROWS ? [`left out  … and ${formatNumber(archives.length - MOST_ROWS)} more; sample.json lists all`] : []),
  ].join('\n')
}

function sums({ archives }: Sample): string {
  const { total, chosen: taken, passedOver, leftOut: bad } = archives
  const parts = [
    `${formatNumber(taken)} chosen`,
    `${formatNumber(passedOver)} passed over`,
    ...(bad > 0 ? [`${formatNumber(bad)} left out`] : []),
  ]
  return `${count(total, 'archive')}: ${parts.join(', ')}`
}
