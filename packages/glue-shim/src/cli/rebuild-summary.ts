import type { RebuildLedger } from '@bridge-downstream/core'
import { summarizeArchived } from './archive-dataset-command.js'
import { formatTable } from './format-table.js'
import { count, formatNumber } from '../format-number.js'

const MOST_FAILURES = 20

/** A rebuild's account for people: its tables, what failed and why, and the sums. */
export function summarizeRebuild(ledger: RebuildLedger): string {
  const { partitions } = ledger
  if (partitions.total === 0) return 'No partitions: there are no JSON datasets yet.\n'
  if (partitions.total === partitions.done) return `${count(partitions.total, 'partition')}, all done already: nothing to do.\n`
  return [tables(ledger), archives(ledger), failures(ledger), sums(ledger)].filter((text) => text !== '').join('\n\n') + '\n'
}

function tables({ tables: rebuilt }: RebuildLedger): string {
  const rows = rebuilt.map(({ table, rows: n, parts }) => [table, formatNumber(n), formatNumber(parts)])
  return rows.length === 0 ? '' : formatTable(['table', 'rows', 'parts'], rows, ['left', 'right', 'right'])
}

function archives({ archived = [] }: RebuildLedger): string {
  return archived.map(summarizeArchived).join('').trimEnd()
}

function failures({ results }: RebuildLedger): string {
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  return [
    ...failed
      .slice(0, MOST_FAILURES)
      .map(({ dataset, partition, error }) => `failed       ${dataset} ${partition}\n             ${error?.reason ?? ''}`),
    ...(failed.length > MOST_FAILURES ? [`failed       … and ${formatNumber(failed.length - MOST_FAILURES)} more; see the ledger`] : []),
  ].join('\n')
}

function sums({ partitions, documents, leaves }: RebuildLedger): string {
  const parts = (['done', 'rebuilt', 'removed', 'failed'] as const)
    .filter((outcome) => partitions[outcome] > 0)
    .map((outcome) => `${formatNumber(partitions[outcome])} ${outcome === 'done' ? 'done already' : outcome}`)
  const left = documents.duplicates + documents.deleted
  return [
    `${count(partitions.total, 'partition')}: ${parts.join(', ')}`,
    `${count(documents.written, 'document')}${left > 0 ? ` (${count(documents.duplicates, 'duplicate')} and ${formatNumber(documents.deleted)} deleted left out)` : ''}, ` +
      `${count(leaves.in, 'value')}: ${formatNumber(leaves.cells)} in columns, ${formatNumber(leaves.json + leaves.residue)} as JSON text or residue`,
  ].join('\n')
}
