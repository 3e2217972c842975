import { readJsonObject } from '../json/read-json-object.js'
import type { Store, StoreOptions } from '../store/store.js'
import { LEDGERS, ledgerNumber } from './run-ledgers.js'
import type { ReportData, ReportRun, ReportStep } from './report-data.js'

const STEPS = ['unpack', 'rebuild', 'forget', 'archive'] as const
const COUNTED = ['archives', 'entries', 'documents', 'leaves', 'partitions'] as const

/** What the last runs counted, the newest first. Names in ledgers are passed over. */
export async function gatherRuns(store: Store, most: number, options: StoreOptions): Promise<Pick<ReportData, 'runs' | 'runsInAll'>> {
  const ledgers: { readonly key: string; readonly number: number }[] = []
  for await (const { key } of store.list(LEDGERS, options)) {
    const number = ledgerNumber(key)
    if (number !== undefined) ledgers.push({ key, number })
  }
  const runs: ReportRun[] = []
  for (const { key, number } of ledgers.sort((a, b) => b.number - a.number).slice(0, most)) {
    const ledger = readJsonObject(new TextDecoder().decode(await (await store.get(key, options)).bytes()))
    runs.push({ number, steps: ledger ? STEPS.flatMap((name) => describeStep(name, ledger[name])) : null })
  }
  return { runs, runsInAll: ledgers.length }
}

function describeStep(name: string, step: unknown): ReportStep[] {
  if (typeof step !== 'object' || step === null) return []
  const fields = step as Readonly<Record<string, unknown>>
  const groups = COUNTED.map((of) => ({ of: of as string, numbers: numbersOf(fields[of]) }))
  // Forgetting and archiving count on the first level.
  const own = { of: '', numbers: numbersOf(fields) }
  return [{ name, counts: [own, ...groups].filter(({ numbers }) => Object.keys(numbers).length > 0) }]
}

function numbersOf(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((field): field is [string, number] => typeof field[1] === 'number' && field[0] !== 'version'),
  )
}
