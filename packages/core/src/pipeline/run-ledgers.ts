import { StoreError } from '../errors.js'
import type { Store, StoreOptions } from '../store/store.js'

/** Where the ledgers of runs lie, by number: `ledger/run-000001.json`. */
export const LEDGERS = 'ledger/'

const DIGITS = 6
const NAME = new RegExp(`^${LEDGERS}run-(\\d{${DIGITS},})\\.json$`)

/**
 * Store the ledger of a run under the next number. Of runs that end at the same time, each gets a number of its own.
 *
 * @returns its key.
 */
export async function putRunLedger(store: Store, ledger: unknown, options: StoreOptions = {}): Promise<string> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(ledger, null, 2)}\n`)
  for (let number = (await lastNumber(store, options)) + 1; ; number++) {
    const key = `${LEDGERS}run-${String(number).padStart(DIGITS, '0')}.json`
    try {
      await store.put(key, bytes, { ...options, contentType: 'application/json', condition: 'absent' })
      return key
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'precondition-failed') throw error
    }
  }
}

async function lastNumber(store: Store, options: StoreOptions): Promise<number> {
  let last = 0
  for await (const { key } of store.list(LEDGERS, options)) last = Math.max(last, ledgerNumber(key) ?? 0)
  return last
}

/** The number of the run whose ledger has this key; undefined if it is no ledger's. */
export function ledgerNumber(key: string): number | undefined {
  const [, number] = NAME.exec(key) ?? []
  return number === undefined ? undefined : Number(number)
}
