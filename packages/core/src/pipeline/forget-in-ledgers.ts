import { readJsonObject } from '../json/read-json-object.js'
import type { Store, StoreOptions } from '../store/store.js'
import { ledgerNumber, LEDGERS } from './run-ledgers.js'

/** What became of the ledgers of earlier runs. */
export interface ForgottenInLedgers {
  readonly ledgers: number
  readonly unreadLedgers: readonly string[]
}

/**
 * Remove archives and records from the ledgers of earlier runs, wherever they are named. The sums stay. What others have put beside them is
 * left alone, and so is a ledger that is damaged: whom it names cannot be told, and nobody is to stay for that.
 *
 * @param names of archives and records.
 */
export async function forgetInLedgers(store: Store, names: ReadonlySet<string>, options: StoreOptions): Promise<ForgottenInLedgers> {
  let ledgers = 0
  const unreadLedgers: string[] = []
  for await (const { key } of names.size === 0 ? [] : store.list(LEDGERS, options)) {
    if (ledgerNumber(key) === undefined) continue
    const text = new TextDecoder().decode(await (await store.get(key, options)).bytes())
    const ledger = readJsonObject(text)
    if (!ledger) {
      unreadLedgers.push(key)
      continue
    }
    const cleaned = `${JSON.stringify(withoutNames(ledger, names), null, 2)}\n`
    if (cleaned === text) continue
    await store.put(key, new TextEncoder().encode(cleaned), { ...options, contentType: 'application/json' })
    ledgers++
  }
  return { ledgers, unreadLedgers }
}

/** Items of lists that name somebody go; other texts that do are emptied. */
function withoutNames(value: unknown, names: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return [...names].some((name) => value.includes(name)) ? '' : value
  if (Array.isArray(value)) return value.filter((item) => !isAbout(item, names)).map((item) => withoutNames(item, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutNames(item, names)]))
}

/** Whether an item of a list is about an archive or a record. */
function isAbout(item: unknown, names: ReadonlySet<string>): boolean {
  if (typeof item !== 'object' || item === null) return false
  const { archive, recordId } = item as Partial<Record<'archive' | 'recordId', unknown>>
  return [archive, recordId].some((text) => typeof text === 'string' && names.has(text))
}
