import type { UnpackLedger } from '@bridge-downstream/core'
import { EXIT } from './command-io.js'
import { formatTable } from './format-table.js'
import { count, formatNumber } from '../format-number.js'

const MOST_RECORDS = 20

/** An unpack's account for people: its datasets, what was quarantined or skipped and why, and the sums. */
export function summarizeUnpack(ledger: UnpackLedger): string {
  const { archives } = ledger
  if (archives.total === archives.done) return `${count(archives.total, 'archive')}, all done already: nothing to do.\n`
  return [datasets(ledger), leftOut(ledger), sums(ledger)].filter((text) => text !== '').join('\n\n') + '\n'
}

export function unpackExitCode({ archives }: UnpackLedger): number {
  if (archives.failed > 0) return EXIT.failed
  return archives.quarantined > 0 ? EXIT.quarantined : EXIT.done
}

function datasets({ datasets: taken }: UnpackLedger): string {
  const rows = taken.map(({ dataset, entries, documents }) => [dataset, formatNumber(entries), formatNumber(documents)])
  return rows.length === 0 ? '' : formatTable(['dataset', 'entries', 'documents'], rows, ['left', 'right', 'right'])
}

function leftOut({ failed, quarantined, skipped }: UnpackLedger): string {
  return [
    ...failed.slice(0, MOST_RECORDS).map(({ archive, reason }) => `failed       ${archive}\n             ${reason}`),
    ...(failed.length > MOST_RECORDS ? [`failed       … and ${formatNumber(failed.length - MOST_RECORDS)} more; see the ledger`] : []),
    ...quarantined.slice(0, MOST_RECORDS).map(({ archive, reason }) => `quarantined  ${archive}\n             ${reason}`),
    ...(quarantined.length > MOST_RECORDS
      ? [`quarantined  … and ${formatNumber(quarantined.length - MOST_RECORDS)} more; see the ledger`]
      : []),
    ...skipped.map(({ reason, entries, example }) => `skipped      ${count(entries, 'entry', 'entries')} (${reason}), such as ${example}`),
  ].join('\n')
}

function sums({ archives, entries, documents }: UnpackLedger): string {
  const parts = (['done', 'taken', 'failed', 'quarantined', 'duplicate', 'forgotten'] as const)
    .filter((outcome) => archives[outcome] > 0)
    .map((outcome) => `${formatNumber(archives[outcome])} ${outcome === 'done' ? 'done already' : outcome}`)
  return [
    `${count(archives.total, 'archive')}: ${parts.join(', ')}`,
    `${count(entries.taken, 'entry', 'entries')} with ${count(documents.written, 'document')} in JSON datasets`,
  ].join('\n')
}
