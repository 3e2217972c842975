import type { Ledger, LedgerItem } from '@bridge-downstream/core'
import Table from 'cli-table3'

const MOST_REASONS = 20
/** How our tables look: columns with nothing but space between them. */
export const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** A run's account for people: its tables, what was left out and why, and the sums. */
export function summarize(ledger: Ledger, destination: string): string {
  return [tables(ledger), leftOut(ledger), sums(ledger, destination)].filter((text) => text !== '').join('\n\n') + '\n'
}

function tables(ledger: Ledger): string {
  const grid = new Table({
    head: ['table', 'rows', 'parts'],
    colAligns: ['left', 'right', 'right'],
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const { table, rows, parts } of ledger.tables) grid.push([table, count(rows), count(parts)])
  return ledger.tables.length === 0 ? 'No tables: there was no JSON in the input.' : grid.toString()
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
      ([reason, items]) =>
        `skipped      ${items.length} ${plural(items.length, 'entry', 'entries')} (${reason}), such as ${nameOf(items[0]!)}`,
    ),
  ].join('\n')
}

function sums({ archives, entries, documents, leaves }: Ledger, destination: string): string {
  const residue = leaves.json + leaves.residue
  return [
    `${count(archives.total)} ${plural(archives.total, 'archive', 'archives')}, ${count(entries.total)} entries: ` +
      `${count(entries.written)} written, ${count(entries.skipped)} skipped, ${count(entries.quarantined)} quarantined` +
      (archives.quarantined > 0
        ? `; ${count(archives.quarantined)} ${plural(archives.quarantined, 'archive', 'archives')} unreadable`
        : ''),
    `${count(documents.written)} documents, ${count(leaves.in)} values: ${count(leaves.cells)} in columns, ${count(residue)} as JSON text or residue`,
    `Output: ${destination}`,
  ].join('\n')
}

function nameOf(item: LedgerItem): string {
  return item.entry ?? item.archive
}

function plural(n: number, one: string, many: string): string {
  return n === 1 ? one : many
}

function count(n: number): string {
  return n.toLocaleString('en-US')
}
