import type { Store, StoreOptions } from '../store/store.js'
import { LEDGERS } from './run-ledgers.js'

/**
 * Remove archives and records from the ledgers of earlier runs, wherever they are named. The sums stay.
 *
 * @param names of archives and records.
 * @returns how many ledgers were changed.
 */
export async function forgetInLedgers(store: Store, names: ReadonlySet<string>, options: StoreOptions): Promise<number> {
  if (names.size === 0) return 0
  let changed = 0
  for await (const { key } of store.list(LEDGERS, options)) {
    const text = new TextDecoder().decode(await (await store.get(key, options)).bytes())
    const cleaned = `${JSON.stringify(withoutNames(JSON.parse(text), names), null, 2)}\n`
    if (cleaned === text) continue
    await store.put(key, new TextEncoder().encode(cleaned), { ...options, contentType: 'application/json' })
    changed++
  }
  return changed
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
