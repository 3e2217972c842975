import { bridgePreset, createMemoryStore, rebuild, unpack, type Store, type UnpackSource } from '@bridge-downstream/core'
import type { FauxqsServer } from 'fauxqs'
import { expect } from 'vitest'
import { withDuckDb } from '../../../core/test/support/duckdb.js'
import { APP } from './lambda-world.js'

/** What an undisturbed run of one process makes of the same archives. */
export async function undisturbed(sources: readonly UnpackSource[]): Promise<Store> {
  const store = createMemoryStore()
  const preset = bridgePreset({ app: APP })
  await unpack(sources, store, { examine: { preset } })
  await rebuild(store, { injection: preset.injection, convention: 'glue' })
  return store
}

/** Objects below some prefixes as text in Latin-1, by key. */
export async function contents(store: Store, ...prefixes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const prefix of prefixes) {
    for await (const { key } of store.list(prefix)) found.set(key, Buffer.from(await (await store.get(key)).bytes()).toString('latin1'))
  }
  return found
}

/**
 * The JSON datasets byte for byte; of the Parquet the same parts, and as DuckDB reads them the same rows: their footers name the ETags of
 * their inputs, which each store makes in its own way.
 */
export async function expectSame(found: Store, wanted: Store): Promise<void> {
  expect(await contents(found, 'raw_json/')).toEqual(await contents(wanted, 'raw_json/'))
  const parts = { found: await contents(found, 'parquet/'), wanted: await contents(wanted, 'parquet/') }
  expect([...parts.found.keys()]).toEqual([...parts.wanted.keys()])
  const tables = Map.groupBy(parts.wanted.keys(), (key) => key.split('/')[1]!)
  await withDuckDb(async (db) => {
    for (const [table, keys] of tables) {
      for (const side of ['found', 'wanted'] as const) {
        await db.addTable(
          `${table}_${side}`,
          keys.map((key) => Buffer.from(parts[side].get(key)!, 'latin1')),
        )
      }
      const rows = (a: string, b: string): string => `SELECT * FROM ((FROM ${table}_${a}) EXCEPT ALL (FROM ${table}_${b}))`
      expect(await db.query(`${rows('found', 'wanted')} UNION ALL ${rows('wanted', 'found')}`), table).toEqual([])
      expect(await db.query(`SELECT count(*) > 0 AS has FROM ${table}_found`)).toEqual([{ has: true }])
    }
  })
}

export interface ReceiptFacts {
  readonly recordId: string
  readonly outcome: string
}

export async function receipts(store: Store): Promise<ReceiptFacts[]> {
  const texts = await contents(store, 'receipts/')
  const all = [...texts.values()].map((text) => JSON.parse(text) as ReceiptFacts).map(({ recordId, outcome }) => ({ recordId, outcome }))
  return all.sort((a, b) => (a.recordId < b.recordId ? -1 : 1))
}

export interface QueuedMessage {
  readonly body: string
  readonly code: string | undefined
  readonly deduplicationId: string | undefined
}

export function messagesIn(fauxqs: FauxqsServer, queue: string): QueuedMessage[] {
  const { ready, inflight } = fauxqs.inspectQueue(queue)!.messages
  return [...ready, ...inflight.map(({ message }) => message)].map(({ body, messageAttributes }) => ({
    body,
    code: messageAttributes['code']?.StringValue,
    deduplicationId: messageAttributes['deduplicationId']?.StringValue,
  }))
}
