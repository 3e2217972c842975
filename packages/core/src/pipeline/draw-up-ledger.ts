import type { LeafCounts } from '../tables/flatten-documents.js'
import type { DatasetWriter } from './dataset-writer.js'
import { checkLedger, type Ledger, type LedgerItem } from './ledger.js'
import type { Survey } from './survey.js'

/**
 * Put together the account of a run. What came in is counted by the survey, what went out by the writers: two counts that do not know of
 * each other.
 *
 * @throws LedgerError if they disagree.
 */
export function drawUpLedger(found: Pick<Survey, 'archives'>, writers: readonly DatasetWriter[]): Ledger {
  const items = found.archives.flatMap((archive) => archive.items)
  const entries = items.filter((item) => item.entry !== undefined)
  const unread = items.length - entries.length
  const count = (outcome: LedgerItem['outcome']): number => entries.filter((item) => item.outcome === outcome).length
  const sum = (of: readonly LedgerItem[], what: 'documents' | 'leaves'): number => of.reduce((total, item) => total + item[what], 0)
  const quarantined = items.filter((item) => item.outcome === 'quarantined')
  const out = (what: keyof LeafCounts): number => writers.reduce((total, writer) => total + writer.leaves[what], 0)
  const ledger: Ledger = {
    version: 1,
    archives: { total: found.archives.length, read: found.archives.length - unread, quarantined: unread },
    entries: { total: entries.length, written: count('written'), skipped: count('skipped'), quarantined: count('quarantined') },
    documents: {
      in: sum(items, 'documents'),
      written: writers.reduce((total, writer) => total + writer.documents, 0),
      quarantined: sum(quarantined, 'documents'),
    },
    leaves: {
      in: sum(items, 'leaves'),
      cells: out('cells'),
      json: out('json'),
      residue: out('residue'),
      excluded: out('excluded'),
      quarantined: sum(quarantined, 'leaves'),
    },
    tables: writers.flatMap((writer) => writer.tables),
    items,
  }
  checkLedger(ledger)
  return ledger
}
