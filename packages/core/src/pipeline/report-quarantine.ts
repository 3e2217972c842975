import { compareCodeUnits } from '../names/compare-code-units.js'
import type { Store, StoreOptions } from '../store/store.js'
import { mapConcurrently } from './map-concurrently.js'
import { QUARANTINE, readReason, reasonsAmong, type QuarantineReason } from './quarantine.js'
import type { ReportFinding, ReportReason } from './report-data.js'

const MOST_FINDINGS = 10

/** Findings about an archive as a whole whose text names another archive. */
const NAMES_ARCHIVES: ReadonlySet<string> = new Set(['duplicate-record'])

/** A shorter name says nothing, and may be part of any other. */
const SHORTEST_NAME = 6

interface Finding {
  readonly code: string
  readonly entry: string | null
  readonly reason: string
}

/** Why archives are in quarantine, by code: how many, and what is wrong. */
export async function gatherReasons(store: Store, options: StoreOptions & { readonly concurrency: number }): Promise<ReportReason[]> {
  const keys: string[] = []
  for await (const { key } of store.list(QUARANTINE, options)) keys.push(key)
  const archives = await mapConcurrently(reasonsAmong(keys), options.concurrency, async (key) =>
    findingsOf(await readReason(store, key, options)),
  )
  const codes = [...new Set(archives.flatMap((findings) => findings.map(({ code }) => code)))].sort(compareCodeUnits)
  return codes.map((code) => {
    const found = archives.map((findings) => findings.filter((finding) => finding.code === code)).filter(({ length }) => length > 0)
    const distinct = countFindings(found.flat())
    return {
      code,
      archives: found.length,
      findings: distinct.slice(0, MOST_FINDINGS),
      otherFindings: Math.max(0, distinct.length - MOST_FINDINGS),
    }
  })
}

/** Of a run's report, or of the ledger's items where there is no registry. */
function findingsOf(reason: QuarantineReason): Finding[] {
  const { code, reason: text, entries, items, archive, recordId } = reason
  // An upload that is no archive is an entry called as its file is.
  const names = [archive, archive.split(/[/\\]/).at(-1)!, recordId].filter((name) => name.length >= SHORTEST_NAME)
  const isNamed = (told: string): boolean => names.some((name) => told.includes(name)) || archive.endsWith(told)
  const whole = [{ outcome: 'quarantined', code, reason: text }]
  return [...(typeof code === 'string' ? whole : []), ...listOf(entries), ...listOf(items)].flatMap((item) => {
    const { outcome, path, entry = path } = item as Readonly<Record<string, unknown>>
    const { code: own, reason: found } = item as Readonly<Record<string, unknown>>
    if (outcome !== 'quarantined' || typeof own !== 'string') return []
    const place = typeof entry === 'string' && !isNamed(entry) ? entry : null
    const isSilent = typeof found !== 'string' || isNamed(found) || NAMES_ARCHIVES.has(own)
    return [{ code: own, entry: place, reason: isSilent ? '' : found }]
  })
}

function listOf(value: unknown): object[] {
  return Array.isArray(value) ? value.filter((item): item is object => typeof item === 'object' && item !== null) : []
}

function countFindings(findings: readonly Finding[]): ReportFinding[] {
  return [...Map.groupBy(findings, ({ entry, reason }) => JSON.stringify([entry, reason])).values()]
    .map((same) => ({ entry: same[0]!.entry, reason: same[0]!.reason, times: same.length }))
    .sort((a, b) => b.times - a.times || compareCodeUnits(a.entry ?? '', b.entry ?? '') || compareCodeUnits(a.reason, b.reason))
}
