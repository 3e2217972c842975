import {
  createMemoryStore,
  listWork,
  openDatasets,
  rebuild,
  refreshPartition,
  stringifyJson,
  type DatasetRules,
  type JsonObject,
  type JsonValue,
  type RebuildLedger,
  type Store,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planKey } from '../../src/pipeline/plan-file.js'
import { contentOf } from '../support/counting-store.js'
import { injection, objectKey, putObject, registerAll } from './json-datasets.js'

const DATASET = 'Steps_v1'

interface Outcome {
  readonly ledger: RebuildLedger
  /** Documents that were kept, as JSON text, in order. */
  readonly kept: readonly string[]
}

async function keep(
  objects: readonly (readonly JsonObject[])[],
  rules: DatasetRules,
  deleted: readonly JsonObject[] = [],
): Promise<Outcome> {
  const store = createMemoryStore()
  for (const [i, documents] of objects.entries()) await putObject(store, { dataset: DATASET, recordId: `r${i}`, documents })
  if (deleted.length > 0) await putObject(store, { dataset: 'Steps_Deleted_v1', recordId: 'd', documents: deleted })
  await registerAll(store)
  return keepIn(store, rules)
}

async function keepIn(store: Store, rules: DatasetRules): Promise<Outcome> {
  const ledger = await rebuild(store, { injection, datasets: { [DATASET]: rules } })
  expect(ledger.partitions.failed).toBe(0)
  const dataset = (await openDatasets(store)).find(({ plan }) => plan.dataset === DATASET)!
  const kept = await Array.fromAsync(dataset.documents())
  return { ledger, kept: kept.map(({ value }) => stringifyJson(value)) }
}

function person(p: JsonValue, date: string, inserted: JsonValue, n: number): JsonObject {
  return { ParticipantIdentifier: p, Date: date, InsertedDate: inserted, n }
}

const LATEST: DatasetRules = { deduplicate: { key: ['ParticipantIdentifier', 'Date'], latestBy: 'InsertedDate' } }

describe('de-duplication', () => {
  test('keeps for each key the latest, and counts what it leaves out', async () => {
    const { ledger, kept } = await keep(
      [
        [person('a', '1', '2022-01-02', 1), person('a', '2', '2022-01-01', 2), person('b', '1', '2022-01-01', 3)],
        [person('a', '1', '2022-01-01', 4), person('b', '1', '2022-01-03', 5), person('a', '1', '2022-01-02', 6)],
      ],
      LATEST,
    )
    expect(kept.map((text) => (JSON.parse(text) as { n: number }).n)).toEqual([2, 5, 6])
    expect(ledger.documents).toEqual({ in: 6, written: 3, duplicates: 3, deleted: 0 })
    expect(ledger.leaves).toEqual({ in: 24, cells: 12, json: 0, residue: 0, excluded: 0, duplicates: 12, deleted: 0 })
  })

  test.each<[string, JsonValue[], number]>([
    ['text by its code units', ['2022-01-10', '2022-01-9'], 1],
    ['numbers by their size', [9, 10], 1],
    ['numbers of any size', [2n ** 60n, 2n ** 60n + 1n, 1.5], 1],
    ['numbers beside text as text', [10, '9', 100], 1],
    ['null before anything', [null, '', null], 1],
    ['null before any number', [null, -1, null], 1],
    ['the last of equal ones', ['x', 'x', 'x'], 2],
    ['the last where nothing tells', [null, null], 1],
  ])('compares %s', async (_, values, expected) => {
    const { kept } = await keep([values.map((value, n) => person('a', '1', value, n))], LATEST)
    expect(kept.map((text) => (JSON.parse(text) as { n: number }).n)).toEqual([expected])
  })

  test('keeps the last where nothing says which is the latest', async () => {
    const { kept } = await keep(
      [
        [
          { k: 1, n: 1 },
          { k: 1, n: 2 },
        ],
        [{ k: 1, n: 3 }],
      ],
      { deduplicate: { key: ['k'] } },
    )
    expect(kept).toEqual(['{"k":1,"n":3}'])
  })

  test('a document that lacks a part of the key is kept', async () => {
    const documents = [{ k: null, n: 1 }, { k: null, n: 2 }, { n: 3 }, { k: 1, n: 4 }, { k: 1, n: 5 }]
    const { kept } = await keep([documents], { deduplicate: { key: ['k'] } })
    expect(kept.map((text) => (JSON.parse(text) as { n: number }).n)).toEqual([1, 2, 3, 5])
  })

  test('keys are values, however they are written, and paths lead to them', async () => {
    const store = createMemoryStore()
    const lines = ['{"d":{"a key":1},"n":1}', '{"n":2,"d":{"a key":1.0}}', '{"d":{"a key":"1"},"n":3}', '{"d":{"a key":10e-1},"n":4}']
    await putObject(store, { dataset: DATASET, recordId: 'r', documents: [{ d: { 'a key': '1' }, n: 1 }, { d: { 'a key': 1 } }] })
    await registerAll(store)
    await store.put(objectKey({ dataset: DATASET, recordId: 'r' }), new TextEncoder().encode(lines.join('\n')))
    const { kept } = await keepIn(store, { deduplicate: { key: ['$.d["a key"]'] } })
    expect(kept.map((text) => (JSON.parse(text) as { n: number }).n)).toEqual([3, 4])
  })

  test('injected fields can be keys', async () => {
    const { kept } = await keep([[{ n: 1 }, { n: 2 }], [{ n: 3 }]], { deduplicate: { key: ['recordid'], latestBy: 'n' } })
    expect(kept).toEqual(['{"n":2}', '{"n":3}'])
  })

  test('does not reach into other partitions', async () => {
    const store = createMemoryStore()
    for (const day of [1, 2]) await putObject(store, { dataset: DATASET, recordId: 'r', day, documents: [{ k: 1, day_: day }] })
    await registerAll(store)
    expect((await keepIn(store, { deduplicate: { key: ['k'] } })).kept).toHaveLength(2)
  })

  test('what is kept does not depend on the order in which documents came', async () => {
    const document = fc.record({
      ParticipantIdentifier: fc.constantFrom<JsonValue>('a', 'b', 1, null),
      Date: fc.constantFrom('1', '2'),
      InsertedDate: fc.oneof(
        fc.constantFrom<JsonValue>(null, '', '10', '9', 10n ** 20n),
        fc.integer({ min: -3, max: 30 }),
        fc.double({ min: 0, max: 9, noNaN: true }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat({ max: 1000 })),
        async (documents, seed) => {
          const numbers = seed[Symbol.iterator]()
          const shuffled = documents
            .map((of) => [numbers.next().value as number, of] as const)
            .sort(([a], [b]) => a - b)
            .map(([, of]) => of)
          const split = (numbers.next().value as number) % documents.length
          const [one, other] = [await keep([documents], LATEST), await keep([shuffled.slice(0, split), shuffled.slice(split)], LATEST)]
          expect(other.kept.toSorted()).toEqual(one.kept.toSorted())
          expect(other.ledger.documents).toEqual(one.ledger.documents)
        },
      ),
      { numRuns: 120, seed: 3 },
    )
  })
})

describe('deletions', () => {
  const rules: DatasetRules = { deletions: { dataset: 'Steps_Deleted_v1', key: ['HealthKitSampleKey'] } }
  const samples = ['a', 'b', 'c', 'b'].map((HealthKitSampleKey, n) => ({ HealthKitSampleKey, n }))

  test('leave out what they name, and count it', async () => {
    const { ledger, kept } = await keep([samples], rules, [
      { HealthKitSampleKey: 'b' },
      { HealthKitSampleKey: 'z' },
      { HealthKitSampleKey: null },
    ])
    expect(kept.map((text) => (JSON.parse(text) as { n: number }).n)).toEqual([0, 2])
    expect(ledger.documents).toEqual({ in: 7, written: 5, duplicates: 0, deleted: 2 })
    expect(ledger.leaves).toMatchObject({ in: 10, cells: 6, deleted: 4 })
  })

  test('come before de-duplication', async () => {
    const documents = ['a', 'b', 'a'].map((HealthKitSampleKey, n) => ({ HealthKitSampleKey, k: 1, n }))
    const { ledger, kept } = await keep([documents], { ...rules, deduplicate: { key: ['k'], latestBy: 'n' } }, [
      { HealthKitSampleKey: 'a' },
    ])
    expect(kept.map((text) => (JSON.parse(text) as { n: number }).n)).toEqual([1])
    expect(ledger.documents).toEqual({ in: 4, written: 2, duplicates: 0, deleted: 2 })
  })

  test('that come later make the partition stale; those of other partitions do not', async () => {
    const store = createMemoryStore()
    const options = { injection, datasets: { [DATASET]: rules } }
    await putObject(store, { dataset: DATASET, recordId: 'r', documents: samples })
    await putObject(store, { dataset: DATASET, recordId: 'r', day: 2, documents: samples })
    await registerAll(store)
    await rebuild(store, options)
    await putObject(store, { dataset: 'Steps_Deleted_v1', recordId: 'd', documents: [{ HealthKitSampleKey: 'a' }] })
    await registerAll(store)
    const works = await listWork(store, options)
    expect(works.map(({ dataset, state, deletions }) => [dataset, state, deletions.length])).toEqual([
      ['Steps_Deleted_v1', 'new', 0],
      [DATASET, 'stale', 1],
      [DATASET, 'done', 0],
    ])
    expect((await rebuild(store, options)).documents).toMatchObject({ deleted: 1 })
    expect((await rebuild(store, options)).partitions).toMatchObject({ rebuilt: 0, done: 3 })
    await store.delete(objectKey({ dataset: 'Steps_Deleted_v1', recordId: 'd' }))
    expect((await rebuild(store, options)).partitions).toMatchObject({ rebuilt: 1, removed: 1, done: 1 })
  })

  test('a bad line among them fails the partition that needs them', async () => {
    const store = createMemoryStore()
    await putObject(store, { dataset: DATASET, recordId: 'r', documents: samples })
    await putObject(store, { dataset: 'Steps_Deleted_v1', recordId: 'd', documents: [{ HealthKitSampleKey: 'a' }] })
    await registerAll(store)
    const key = objectKey({ dataset: 'Steps_Deleted_v1', recordId: 'd' })
    await store.put(key, new TextEncoder().encode('{}\n{'))
    const { results } = await rebuild(store, { injection, datasets: { [DATASET]: rules } })
    expect(results.map(({ dataset, error }) => [dataset, error?.code])).toEqual([
      ['Steps_Deleted_v1', 'bad-json'],
      [DATASET, 'bad-json'],
    ])
    for (const { error } of results) expect(error!.reason).toContain(key)
  })
})

test('rules that change make the partitions of their dataset stale', async () => {
  const store = createMemoryStore()
  await putObject(store, { dataset: DATASET, recordId: 'r', documents: [{ k: 1 }, { k: 1 }] })
  await putObject(store, { dataset: 'Other_v1', recordId: 'r', documents: [{ k: 1 }] })
  await registerAll(store)
  await rebuild(store, { injection })
  const before = await contentOf(store)
  const datasets = { [DATASET]: { deduplicate: { key: ['k'] } } }
  expect((await rebuild(store, { injection, datasets })).partitions).toMatchObject({ rebuilt: 1, done: 1 })
  expect((await rebuild(store, { injection })).partitions).toMatchObject({ rebuilt: 1, done: 1 })
  expect(await contentOf(store)).toEqual(before)
})

/** Rules of a file, which may be of any form. */
function asRules(json: unknown): DatasetRules {
  return json as DatasetRules
}

test.each<[string, DatasetRules, string]>([
  ['a field that is not there', { deduplicate: { key: ['k', 'nowhere'] } }, 'unknown-path'],
  ['a latest that is not there', { deduplicate: { key: ['k'], latestBy: '$.k.nowhere' } }, 'unknown-path'],
  ['a deletion key that is not there', { deletions: { dataset: 'Steps_Deleted_v1', key: ['nowhere'] } }, 'unknown-path'],
  ['no field at all', { deduplicate: { key: [] } }, 'bad-key'],
  ['a path through an array', { deduplicate: { key: ['$.ks[]'] } }, 'bad-key'],
  ['a misspelt member', asRules({ dedup: { key: ['k'] } }), 'bad-rules'],
  ['a misspelt member of de-duplication', asRules({ deduplicate: { key: ['k'], latest: 'k' } }), 'bad-rules'],
  ['a misspelt key', asRules({ deduplicate: { keys: ['k'] } }), 'bad-rules'],
  ['a key that is no list', asRules({ deduplicate: { key: 'k' } }), 'bad-rules'],
  ['a key that is no text', asRules({ deduplicate: { key: [5] } }), 'bad-rules'],
  ['a latest that is no text', asRules({ deduplicate: { key: ['k'], latestBy: 5 } }), 'bad-rules'],
  ['de-duplication by a list', asRules({ deduplicate: [] }), 'bad-rules'],
  ['deletions without a dataset', asRules({ deletions: { key: ['k'] } }), 'bad-rules'],
  ['deletions without a key', asRules({ deletions: { dataset: 'Steps_Deleted_v1' } }), 'bad-rules'],
  ['deletions by a list', asRules({ deletions: [] }), 'bad-rules'],
  ['nothing but null', asRules(null), 'bad-rules'],
  ['a list', asRules([]), 'bad-rules'],
])('rules with %s are refused', async (_, rules, code) => {
  const store = createMemoryStore()
  await putObject(store, { dataset: DATASET, recordId: 'r', documents: [{ k: { x: 1 }, ks: [1] }] })
  await registerAll(store)
  const options = { injection, datasets: { [DATASET]: rules } }
  await expect(rebuild(store, options)).rejects.toMatchObject({ name: 'OptionError', code })
  await expect(listWork(store, options)).rejects.toMatchObject({ name: 'OptionError', code })
  if (code !== 'bad-rules') return
  await expect(refreshPartition(store, { dataset: DATASET, partition: '' }, options)).rejects.toMatchObject({
    code,
    place: { dataset: DATASET },
  })
  await expect(store.get(planKey(DATASET))).rejects.toMatchObject({ code: 'not-found' })
})

test('rules whose members are undefined leave every document in', async () => {
  const store = createMemoryStore()
  await putObject(store, { dataset: DATASET, recordId: 'r', documents: [{ k: 1 }, { k: 1 }] })
  await registerAll(store)
  const datasets = { [DATASET]: { deduplicate: undefined, deletions: undefined } }
  expect((await rebuild(store, { injection, datasets })).documents).toMatchObject({ written: 2 })
})
