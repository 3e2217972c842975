import { forget, putRunLedger, unpack } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { archiveOf, EXAMINE } from '../support/study.js'
import { watchStore, type WatchedStore } from '../support/watched-store.js'

async function study(): Promise<WatchedStore> {
  const store = watchStore()
  const bad = archiveOf('alice.zip', { 'm.json': '[' }, { healthcode: 'hc-1' })
  await putRunLedger(store, { unpack: await unpack([bad], store, { examine: EXAMINE }) })
  return store
}

const put = (store: WatchedStore, key: string, text: string): Promise<unknown> => store.put(key, new TextEncoder().encode(text))

async function textOf(store: WatchedStore, key: string): Promise<string> {
  return new TextDecoder().decode(await (await store.get(key)).bytes())
}

test('files of others below ledger/ are left alone', async () => {
  const store = await study()
  const foreign = { 'ledger/notes.txt': 'alice.zip', 'ledger/mine.json': '{"archive": "alice.zip"}' }
  for (const [key, text] of Object.entries(foreign)) await put(store, key, text)
  expect(await forget(store, { records: ['alice'] })).toMatchObject({ archives: 1, ledgers: 1, unreadLedgers: [] })
  for (const [key, text] of Object.entries(foreign)) expect(await textOf(store, key)).toBe(text)
})

test('a damaged ledger keeps nobody from being forgotten, and is named', async () => {
  const store = await study()
  const whole = await textOf(store, 'ledger/run-000001.json')
  await put(store, 'ledger/run-000000.json', whole.slice(0, 100))
  await put(store, 'ledger/run-000002.json', whole)
  expect(await forget(store, { records: ['alice'] })).toMatchObject({
    archives: 1,
    quarantined: 1,
    ledgers: 2,
    unreadLedgers: ['ledger/run-000000.json'],
  })
  for (const number of [1, 2]) expect(await textOf(store, `ledger/run-00000${number}.json`)).not.toMatch(/alice/)
  expect((await unpack([archiveOf('alice.zip', {})], store, { examine: EXAMINE })).archives).toMatchObject({ done: 1 })
})
