import {
  createMemoryStore,
  equalJson,
  openDatasets,
  parseJson,
  relationalizeToStore,
  stringifyJson,
  type JsonValue,
  type LeafCounts,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countLeaves } from '../../src/json/count-leaves.js'
import { documents } from '../support/documents.js'
import { flatten, rebuild } from '../support/round-trip.js'

const isLong = process.env['BRIDGE_DOWNSTREAM_LONG'] !== undefined

/** Documents of one dataset; few, so that many plans are met. */
const DATASET_DOCUMENTS = 10

/** As a parser gives them: an integer beyond 2^53 is a bigint. */
const datasets = fc
  .array(documents, { minLength: DATASET_DOCUMENTS, maxLength: DATASET_DOCUMENTS, size: 'max' })
  .map((docs) => docs.map((doc) => parseJson(stringifyJson(doc))))

/** Assert a law on as many datasets as make `count` documents. */
async function assertForDocuments(count: number, seed: number, law: (docs: readonly JsonValue[]) => Promise<void>): Promise<void> {
  let [tried, leaves] = [0, 0]
  await fc.assert(
    fc.asyncProperty(datasets, async (docs) => {
      tried += docs.length
      leaves += leavesOf(docs)
      await law(docs)
    }),
    { numRuns: count / DATASET_DOCUMENTS, seed },
  )
  console.info(`rebuilt: ${tried} documents with ${leaves} leaves`)
  expect(tried).toBe(count)
}

function expectSame(rebuilt: readonly JsonValue[], docs: readonly JsonValue[]): void {
  expect(rebuilt.length).toBe(docs.length)
  for (const [i, doc] of docs.entries()) {
    if (equalJson(doc, rebuilt[i]!)) continue
    expect(stringifyJson(rebuilt[i]!)).toBe(stringifyJson(doc))
    throw new Error('not rebuilt, though the texts are equal')
  }
}

function accountedFor({ cells, json, residue, excluded }: Readonly<LeafCounts>): number {
  return cells + json + residue + excluded
}

function leavesOf(docs: readonly JsonValue[]): number {
  return docs.reduce((sum: number, doc) => sum + countLeaves(doc), 0)
}

const inMemory = isLong ? 100_000 : 10_000
test(`${inMemory} generated documents are rebuilt from their tables, and every leaf is accounted for`, async () => {
  await assertForDocuments(inMemory, 1, async (docs) => {
    const flattened = flatten(docs)
    expectSame(await rebuild(flattened), docs)
    expect(accountedFor(flattened.leaves)).toBe(leavesOf(docs))
  })
})

/** Assert that documents come back from Parquet, and their leaves are accounted for. */
async function expectThroughParquet(docs: readonly JsonValue[]): Promise<void> {
  const bytes = new TextEncoder().encode(`[${docs.map(stringifyJson).join(',')}]`)
  const store = createMemoryStore()
  const { leaves } = await relationalizeToStore([{ name: 'e.json', recordId: 'r', bytes: async () => bytes }], store)
  const [dataset, ...others] = await openDatasets(store)
  expect(others).toEqual([])
  const rebuilt = await Array.fromAsync(dataset!.documents())
  expectSame(
    rebuilt.map(({ value }) => value),
    docs,
  )
  expect([leaves.in, accountedFor(leaves)]).toEqual([leavesOf(docs), leavesOf(docs)])
}

const throughParquet = isLong ? 20_000 : 1_000
test(`${throughParquet} generated documents are rebuilt from Parquet, and every leaf is accounted for`, async () => {
  await assertForDocuments(throughParquet, 2, expectThroughParquet)
})

test('text that begins with U+FEFF is rebuilt from Parquet', async () => {
  await expectThroughParquet([{ a: '\ufeffx', '\ufeffa': 1, days: { '2024-01-01': '\ufeff', '2024-01-02': null } }])
})
