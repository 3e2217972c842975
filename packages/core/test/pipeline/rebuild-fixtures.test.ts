import {
  checkRebuildLedger,
  createMemoryStore,
  equalJson,
  examineRecord,
  openDatasets,
  openRegistry,
  rebuild,
  unpackRecord,
  type ArchiveSource,
  type ExamineOptions,
  type Store,
} from '@bridge-downstream/core'
import { readdirSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { bridgeOptions, hostileArchive, sampleArchive } from '../support/bridge.js'
import { contentOf } from '../support/counting-store.js'
import { fixturePath, fixturesAreThere, sayLeftOut } from '../support/fixtures.js'
import { injection, readLines } from './json-datasets.js'

if (fixturesAreThere) {
  const names = readdirSync(fixturePath('bridge', 'hostile'))
    .filter((file) => file.endsWith('.zip'))
    .map((file) => file.replace(/\.zip$/, ''))
  let options: ExamineOptions

  beforeAll(async () => {
    options = await bridgeOptions()
  })

  /** @returns how many objects the archive put into the JSON datasets. */
  async function unpackTo(store: Store, source: ArchiveSource): Promise<number> {
    const record = await examineRecord(source, options)
    const registry = openRegistry(store)
    const objects = unpackRecord(record, options.preset.injection)
    for (const { entry: path, dataset, key, metadata, lines } of objects) {
      const ordinal = record.entries.findIndex((entry) => entry.path === path)
      const { name, schema } = record.entries[ordinal]!
      await registry.register({ entryName: name, schema: schema!, dataset })
      const origin = { entrypath: encodeURIComponent(path), entryordinal: String(ordinal) }
      await store.put(`raw_json/${key}`, new Uint8Array(Buffer.concat(await Array.fromAsync(lines()))), {
        metadata: { ...metadata, ...origin },
      })
    }
    return objects.length
  }

  async function expectWhole(store: Store): Promise<number> {
    const ledger = await rebuild(store, { injection })
    checkRebuildLedger(ledger)
    expect(ledger.partitions).toMatchObject({ removed: 0, done: 0, failed: 0 })
    const lines = await readLines(store)
    expect(ledger.documents).toEqual({ in: lines.length, written: lines.length, duplicates: 0, deleted: 0 })
    const rebuilt = []
    for (const dataset of await openDatasets(store)) rebuilt.push(...(await Array.fromAsync(dataset.documents())))
    expect(rebuilt.length).toBe(lines.length)
    for (const [i, { document, key }] of lines.entries()) expect(equalJson(rebuilt[i]!.value, document), `${key} ${i}`).toBe(true)
    const before = await contentOf(store)
    expect((await rebuild(store, { injection })).partitions).toMatchObject({ rebuilt: 0, failed: 0 })
    expect(await contentOf(store)).toEqual(before)
    return lines.length
  }

  describe('a ledger adds up, and every document comes back', () => {
    test('of the sample archive', async () => {
      const store = createMemoryStore()
      expect(await unpackTo(store, sampleArchive())).toBe(9)
      expect(await expectWhole(store)).toBe(18)
    })

    test.each(names)('of the hostile archive %s', async (name) => {
      const store = createMemoryStore()
      const objects = await unpackTo(store, hostileArchive(name))
      const documents = await expectWhole(store)
      expect(documents > 0).toBe(objects > 0)
    })

    test('of all archives in one destination', async () => {
      const store = createMemoryStore()
      let objects = 0
      for (const source of [sampleArchive(), ...names.map(hostileArchive)]) objects += await unpackTo(store, source)
      const documents = await expectWhole(store)
      console.info(`${names.length + 1} archives: ${objects} objects, ${documents} documents`)
      expect(objects).toBeGreaterThan(20)
    })
  })
} else {
  test('without the fixtures', () => sayLeftOut('rebuilds of 15 archives'))
}
