import type { EntryReport, RecordReport } from '@bridge-downstream/core'
import { formatTable } from './format-table.js'
import { count, formatNumber } from '../format-number.js'

const MOST_RECORDS = 20
const MOST_ERRORS = 3

/** A validation for people: which datasets took what and why, what is bad and where, what was skipped, and the sums. */
export function summarizeValidation(records: readonly RecordReport[]): string {
  return [datasets(records), quarantined(records), skipped(records), sums(records)].filter((text) => text !== '').join('\n\n') + '\n'
}

function datasets(records: readonly RecordReport[]): string {
  const taken = records.filter(({ outcome }) => outcome === 'taken').flatMap(({ entries }) => entries)
  const groups = Map.groupBy(
    taken.filter(({ outcome }) => outcome === 'taken'),
    ({ dataset, decision }) => JSON.stringify([dataset, decision?.by]),
  )
  const rows = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entries]) => datasetRow(entries))
  const head = ['dataset', 'by', 'entries', 'documents', 'validated', 'tolerated']
  return rows.length === 0 ? '' : formatTable(head, rows, ['left', 'left', 'right', 'right', 'right', 'right'])
}

function datasetRow(entries: readonly EntryReport[]): string[] {
  const [{ dataset, decision }] = entries as [EntryReport]
  const sum = (of: (entry: EntryReport) => number): string => formatNumber(entries.reduce((total, entry) => total + of(entry), 0))
  return [
    dataset ?? '',
    decision?.by ?? '',
    formatNumber(entries.length),
    sum(({ documents }) => documents),
    sum(({ validation }) => (validation ? 1 : 0)),
    sum(({ validation }) => validation?.toleratedCount ?? 0),
  ]
}

function quarantined(records: readonly RecordReport[]): string {
  const bad = records.filter(({ outcome }) => outcome === 'quarantined')
  const lines = bad
    .slice(0, MOST_RECORDS)
    .flatMap(({ archive, reason, entries }) => [
      `quarantined  ${archive}`,
      ...(reason === undefined ? [] : [`             ${reason}`]),
      ...entries.filter(({ outcome }) => outcome === 'quarantined').flatMap(badEntry),
    ])
  return [
    ...lines,
    ...(bad.length > MOST_RECORDS ? [`quarantined  … and ${formatNumber(bad.length - MOST_RECORDS)} more; --report writes all`] : []),
  ].join('\n')
}

function badEntry({ path, reason, claim, validation }: EntryReport): string[] {
  if (!validation) return [`           › ${path}`, `             ${reason}`]
  const more = validation.errorCount - MOST_ERRORS
  return [
    `           › ${path}: ${count(validation.errorCount, 'error')} by ${claim?.url ?? ''}`,
    ...validation.errors
      .slice(0, MOST_ERRORS)
      .map(({ pointer, message }) => `             ${pointer === '' ? 'the whole' : pointer}  ${message}`),
    ...(more > 0 ? [`             … and ${formatNumber(more)} more`] : []),
  ]
}

function skipped(records: readonly RecordReport[]): string {
  const entries = records.flatMap((record) => record.entries).filter(({ outcome }) => outcome === 'skipped')
  return [...Map.groupBy(entries, ({ reason }) => reason!)]
    .map(([reason, group]) => `skipped      ${count(group.length, 'entry', 'entries')} (${reason}), such as ${group[0]!.path}`)
    .join('\n')
}

function sums(records: readonly RecordReport[]): string {
  const bad = records.filter(({ outcome }) => outcome === 'quarantined').length
  return `${count(records.length, 'archive')}: ${formatNumber(records.length - bad)} good, ${formatNumber(bad)} to be quarantined`
}
