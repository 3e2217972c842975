import {
  compareSchemas,
  createMemoryStore,
  fingerprint,
  inferSchema,
  openRegistry,
  type Contract,
  type DatasetVersion,
  type InferOptions,
  type JsonValue,
  type Registration,
  type Schema,
  type Store,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documents } from '../support/documents.js'
import { createCountingStore, textsOf } from './registry-files.js'

interface Arrival {
  readonly entryName: string
  readonly documents: readonly JsonValue[]
  readonly dataset: string | undefined
  readonly contract: Contract | undefined
}

/** Documents that are often compatible: independent ones nearly always fork. */
const alike = fc.array(
  fc
    .record(
      {
        a: fc.oneof(fc.constantFrom<JsonValue>(1, 0.5, null, 2n ** 70n), fc.constant('x')),
        b: fc.array(fc.constantFrom<JsonValue>(1, 2.5, null), { maxLength: 2 }),
        m: fc.dictionary(fc.constantFrom('2024-01-01', '2024-01-02', 'x', '7'), fc.constantFrom<JsonValue>(1, null), { maxKeys: 2 }),
        o: fc.dictionary(fc.constantFrom('en', 'de', 'fr', 'x'), fc.constantFrom<JsonValue>(true, null), { maxKeys: 3 }),
        s: fc.constantFrom('2024-01-01', 'soon'),
      },
      { requiredKeys: [] },
    )
    .map((document): JsonValue => document),
  { maxLength: 3 },
)

const arrivals: fc.Arbitrary<Arrival[]> = fc.array(
  fc.record({
    entryName: fc.constantFrom('motion.json', 'motion.json', 'Motion.json', 'steps'),
    documents: fc.oneof({ weight: 4, arbitrary: alike }, { weight: 1, arbitrary: fc.array(documents, { maxLength: 2 }) }),
    dataset: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom('Given_v1', 'Given_v2') }),
    contract: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom<Contract>('evolve', 'fork', 'freeze') },
    ),
  }),
  { minLength: 1, maxLength: 7 },
)
const inferences = fc.constantFrom<InferOptions>({}, {}, { maps: 'never' }, { maxKeys: 2 })
const runs = { numRuns: 500, seed: 11 }

interface Registered {
  readonly schema: Schema
  readonly registration: Registration
}

async function registerAll(store: Store, all: readonly Arrival[], infer: InferOptions): Promise<Registered[]> {
  const registry = openRegistry(store, { infer })
  const found: Registered[] = []
  for (const { documents: docs, ...request } of all) {
    const schema = inferSchema(docs, infer)
    found.push({ schema, registration: await registry.register({ ...request, schema }) })
  }
  return found
}

async function versionsOf(store: Store): Promise<Map<string, DatasetVersion>> {
  const families = await openRegistry(store).families()
  return new Map(families.flatMap(({ versions }) => versions.map((version) => [version.dataset, version])))
}

describe('laws', () => {
  test('registering again at once writes nothing and leads to the same version', async () => {
    let known = 0
    await fc.assert(
      fc.asyncProperty(arrivals, inferences, async (all, infer) => {
        const { store, puts } = createCountingStore()
        const registry = openRegistry(store, { infer })
        for (const { documents: docs, ...request } of all) {
          const schema = inferSchema(docs, infer)
          const first = await registry.register({ ...request, schema })
          const [texts, count] = [await textsOf(store), puts()]
          // Another worker, which has nothing in memory.
          const second = await openRegistry(store, { infer }).register({ ...request, schema })
          expect(second.outcome).toBe(first.outcome)
          expect(second.version).toEqual(first.version)
          expect(second.written).toBe(false)
          expect(puts()).toBe(count)
          expect(await textsOf(store)).toEqual(texts)
          if (second.reason === 'known') known++
        }
      }),
      runs,
    )
    expect(known).toBeGreaterThan(100)
  })

  test('all of it again, in the same order, changes no byte, and leads to the same versions', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, inferences, fc.boolean(), async (all, infer, given) => {
        const again = all.map((arrival) => ({ ...arrival, contract: undefined, dataset: given ? arrival.dataset : undefined }))
        const { store, puts } = createCountingStore()
        const datasets = async (): Promise<string[]> =>
          (await registerAll(store, again, infer)).map(({ registration }) => registration.version.dataset)
        const first = await datasets()
        const [texts, count] = [await textsOf(store), puts()]
        const second = await datasets()
        expect(await textsOf(store)).toEqual(texts)
        expect(puts()).toBe(count)
        // One schema of one entry may have been given to a second dataset, and the other one is asked first now.
        expect(given ? await datasets() : first).toEqual(second)
      }),
      runs,
    )
  })

  test('a version accepts every member, and holds its fingerprint and its entry name', async () => {
    let members = 0
    await fc.assert(
      fc.asyncProperty(arrivals, inferences, async (all, infer) => {
        const store = createMemoryStore()
        const found = await registerAll(store, all, infer)
        const versions = await versionsOf(store)
        const seen = new Map<string, Set<string>>()
        for (const [i, { schema, registration }] of found.entries()) {
          if (!registration.written && registration.reason !== 'known') continue
          const version = versions.get(registration.version.dataset)!
          expect(version.members).toContain(fingerprint(schema, 'exact'))
          expect(version.entries).toContain(all[i]!.entryName)
          expect(compareSchemas(version.schema, schema).verdict).not.toBe('forks')
          seen.set(version.dataset, (seen.get(version.dataset) ?? new Set()).add(fingerprint(schema, 'exact')))
          members++
        }
        // And nothing else.
        for (const [dataset, version] of versions) expect([...version.members]).toEqual([...seen.get(dataset)!].sort())
      }),
      runs,
    )
    expect(members).toBeGreaterThan(1000)
  })

  test('whatever changes a version, its schema of before is still compatible, and a new version changes no other', async () => {
    let [changed, made] = [0, 0]
    await fc.assert(
      fc.asyncProperty(arrivals, inferences, async (all, infer) => {
        const store = createMemoryStore()
        const registry = openRegistry(store, { infer })
        for (const { documents: docs, ...request } of all) {
          const before = await versionsOf(store)
          const { version, changes, verdict, outcome } = await registry.register({ ...request, schema: inferSchema(docs, infer) })
          const after = await versionsOf(store)
          for (const [dataset, was] of before) {
            if (dataset !== version.dataset) expect(after.get(dataset)).toEqual(was)
          }
          const was = before.get(version.dataset)
          if (!was) made++
          if (!was || outcome === 'refused') continue
          expect(verdict).not.toBe('forks')
          expect(compareSchemas(was.schema, version.schema).changes).toEqual(changes)
          if (changes.length > 0) changed++
          expect(was.members.filter((member) => !version.members.includes(member))).toEqual([])
          expect(version.history.slice(0, was.history.length)).toEqual(was.history)
        }
      }),
      runs,
    )
    expect(Math.min(changed, made)).toBeGreaterThan(100)
  })

  test('a frozen version is never written, and refuses just what would change it', async () => {
    let [refused, taken] = [0, 0]
    await fc.assert(
      fc.asyncProperty(arrivals, arrivals, inferences, async (some, more, infer) => {
        const { store, puts } = createCountingStore()
        const registry = openRegistry(store, { infer })
        await registerAll(store, some, infer)
        for (const dataset of (await versionsOf(store)).keys()) await registry.setContract(dataset, 'freeze')
        const frozen = await versionsOf(store)
        for (const { documents: docs, entryName, dataset } of more) {
          const isThere =
            dataset === undefined ? [...frozen.values()].some(({ entries }) => entries.includes(entryName)) : frozen.has(dataset)
          if (!isThere) continue
          const count = puts()
          const { outcome, version, changes, verdict } = await registry.register({ entryName, dataset, schema: inferSchema(docs, infer) })
          expect(puts()).toBe(count)
          expect(version).toEqual(frozen.get(version.dataset))
          expect(outcome).toBe(changes.length > 0 || verdict === 'forks' ? 'refused' : 'registered')
          if (outcome === 'refused') refused++
          else taken++
        }
        expect(await versionsOf(store)).toEqual(frozen)
      }),
      runs,
    )
    expect(Math.min(refused, taken)).toBeGreaterThan(100)
  })

  test('compatible schemas make the same version in any order, but for its history', async () => {
    let orders = 0
    const batches = fc.array(alike, { minLength: 2, maxLength: 4 })
    const shuffled = batches.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, other]) => {
        const infer: InferOptions = { maps: 'never' }
        const states: unknown[] = []
        for (const order of [all, other]) {
          const store = createMemoryStore()
          await registerAll(
            store,
            order.map((docs) => ({ entryName: 'motion.json', documents: docs, dataset: undefined, contract: undefined })),
            infer,
          )
          states.push([...(await versionsOf(store)).values()].map((version) => ({ ...version, history: [] })))
        }
        const [one, two] = states as [unknown[], unknown[]]
        if (one.length > 1 || two.length > 1) return
        orders++
        expect(two).toEqual(one)
      }),
      runs,
    )
    expect(orders).toBeGreaterThan(100)
  })
})
