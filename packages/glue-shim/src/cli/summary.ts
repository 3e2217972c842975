import type { Ledger, LedgerItem } from '@bridge-downstream/core'
import { formatTable } from './format-table.js'
import { count, formatNumber } from '../format-number.js'

const MOST_REASONS = 20
/** A run's account for people: its tables, what was left out and why, and the sums. */
export function summarize(ledger: Ledger, destination: string): string {
  return [tables(ledger), leftOut(ledger), sums(ledger, destination)].filter((text) => text !== '').join('\n\n') + '\n'
}

function tables(ledger: Ledger): string {
  if (ledger.tables.length === 0) return 'No tables: there was no JSON in the input.'
  const rows = ledger.tables.map(({ table, rows, parts }) => [table, formatNumber(rows), formatNumber(parts)])
  return formatTable(['table', 'rows', 'parts'], rows, ['left', 'right', 'right'])
}

function leftOut(ledger: Ledger): string {
  const quarantined = ledger.items.filter((item) => item.outcome === 'quarantined')
  const skipped = Map.groupBy(
    ledger.items.filter((item) => item.outcome === 'skipped'),
    (item) => item.reason!,
  )
  return [
    ...quarantined
      .slice(0, MOST_REASONS)
      .map((item) => `quarantined  ${item.archive}${item.entry ? ` › ${item.entry}` : ''}\n             ${item.reason}`),
    ...(quarantined.length > MOST_REASONS ? [`quarantined  … and ${quarantined.length - MOST_REASONS} more; see the ledger`] : []),
    ...[...skipped].map(
      ([reason, items]) => `skipped      ${count(items.length, 'entry', 'entries')} (${reason}), such as ${nameOf(items[0]!)}`,
    ),
  ].join('\n')
}

function sums({ archives, entries, documents, leaves }: Ledger, destination: string): string {
  const residue = leaves.json + leaves.residue
  return [
    `${count(archives.total, 'archive')}, ${count(entries.total, 'entry', 'entries')}: ` +
      `${formatNumber(entries.written)} written, ${formatNumber(entries.skipped)} skipped, ${formatNumber(entries.quarantined)} quarantined` +
      (archives.quarantined > 0 ? `; ${count(archives.quarantined, 'archive')} unreadable` : ''),
    `${count(documents.written, 'document')}, ${count(leaves.in, 'value')}: ${formatNumber(leaves.cells)} in columns, ${formatNumber(residue)} as JSON text or residue`,
    `Output: ${destination}`,
  ].join('\n')
}

function nameOf(item: LedgerItem): string {
  return item.entry ?? item.archive
}
