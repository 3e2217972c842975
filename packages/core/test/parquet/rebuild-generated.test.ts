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
const batches = fc.array(documents, { minLength: 1, maxLength: 40 })

/** Batches of generated documents, until there are `count` documents. */
function* generate(count: number, seed: number): Generator<JsonValue[]> {
  let left = count
  for (let batch = 0; left > 0; batch++) {
    const [docs] = fc.sample(batches, { numRuns: 1, seed: seed * 1_000_000 + batch })
    // As a parser gives them: an integer beyond 2^53 is a bigint.
    yield docs!.slice(0, left).map((doc) => parseJson(stringifyJson(doc)))
    left -= docs!.length
  }
}

function expectSame(rebuilt: readonly JsonValue[], docs: readonly JsonValue[]): void {
  const wrong = docs.findIndex((doc, i) => !(i in rebuilt) || !equalJson(doc, rebuilt[i]!))
  if (wrong < 0 && rebuilt.length === docs.length) return
  // The whole batch, since the plan depends on all of it.
  const [before, after] = [docs, rebuilt].map((all) => `[${all.map(stringifyJson).join(',\n')}]`)
  expect({ wrong, documents: after }).toEqual({ wrong, documents: before })
  throw new Error('not rebuilt, though the texts are equal')
}

function accountedFor({ cells, json, residue, excluded }: Readonly<LeafCounts>): number {
  return cells + json + residue + excluded
}

function leavesOf(docs: readonly JsonValue[]): number {
  return docs.reduce((sum: number, doc) => sum + countLeaves(doc), 0)
}

const inMemory = isLong ? 100_000 : 10_000
test(`${inMemory} generated documents are rebuilt from their tables, and every leaf is accounted for`, async () => {
  let count = 0
  let leaves = 0
  for (const docs of generate(inMemory, 1)) {
    const flattened = flatten(docs)
    expectSame(await rebuild(flattened), docs)
    expect(accountedFor(flattened.leaves)).toBe(leavesOf(docs))
    count += docs.length
    leaves += leavesOf(docs)
  }
  console.info(`rebuilt from tables: ${count} documents with ${leaves} leaves`)
  expect(count).toBe(inMemory)
})

const throughParquet = isLong ? 20_000 : 1_000
test(`${throughParquet} generated documents are rebuilt from Parquet, and every leaf is accounted for`, async () => {
  let count = 0
  let leaves = 0
  for (const docs of generate(throughParquet, 2)) {
    const bytes = new TextEncoder().encode(`[${docs.map(stringifyJson).join(',')}]`)
    const store = createMemoryStore()
    const ledger = await relationalizeToStore([{ name: 'e.json', recordId: 'r', bytes: async () => bytes }], store)
    const [dataset, ...others] = await openDatasets(store)
    expect(others).toEqual([])
    expectSame((await Array.fromAsync(dataset!.documents())).map(({ value }) => value), docs) // prettier-ignore
    expect([ledger.leaves.in, accountedFor(ledger.leaves)]).toEqual([leavesOf(docs), leavesOf(docs)])
    count += docs.length
    leaves += leavesOf(docs)
  }
  console.info(`rebuilt from Parquet: ${count} documents with ${leaves} leaves`)
  expect(count).toBe(throughParquet)
})
