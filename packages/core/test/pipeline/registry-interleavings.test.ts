import { createMemoryStore, fingerprint, mergeSchemas, openRegistry, type RegistrationRequest, type Store } from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { structureOnly } from '../../src/schema/structure-only.js'
import { runEveryInterleaving } from '../support/interleave.js'
import { schemaOf, textsOf, textWithoutHistory } from './registry-files.js'

type Request = Omit<RegistrationRequest, 'schema'> & { readonly documents: string }

async function register(store: Store, ...requests: readonly Request[]): Promise<void> {
  const registry = openRegistry(store, { firstWaitMs: 0 })
  for (const { documents, ...request } of requests) await registry.register({ ...request, schema: schemaOf(documents) })
}

function exact(documents: string): string {
  return fingerprint(schemaOf(documents), 'exact')
}

const entryName = 'motion.json'
const given = { entryName, dataset: 'MotionRecord_v1' }

/** What is there before the workers begin, and what each of them registers. */
const EVOLVING: readonly (readonly [situation: string, before: readonly Request[], workers: readonly (readonly Request[])[]])[] = [
  ['a new dataset', [], [[{ entryName, documents: '{"a": 1}' }], [{ entryName, documents: '{"b": "x"}' }]]],
  ['a new dataset that is given', [], [[{ ...given, documents: '{"a": 1}' }], [{ ...given, documents: '{"a": 1.5, "b": null}' }]]],
  [
    'fields of a dataset that is there',
    [{ entryName, documents: '{"a": 1}' }],
    [[{ entryName, documents: '{"a": 1, "x": 1}' }], [{ entryName, documents: '{"a": 1, "y": [1]}' }]],
  ],
  [
    'the same place, changed by both',
    [{ entryName, documents: '{"a": 1}' }],
    [[{ entryName, documents: '{"a": 0.5}' }], [{ entryName, documents: '{"a": null} {}' }]],
  ],
  [
    'given by one, found by the other',
    [{ ...given, documents: '{"a": 1}' }],
    [[{ ...given, documents: '{"b": 1}' }], [{ entryName, documents: '{"c": 1}' }]],
  ],
  [
    'two entries of one dataset',
    [{ ...given, documents: '{"a": 1}' }],
    [
      [{ ...given, entryName: 'walk_motion.json', documents: '{"b": 1}' }],
      [{ ...given, entryName: 'balance_motion.json', documents: '{"c": 1}' }],
    ],
  ],
  [
    'one schema that the other holds',
    [{ entryName, documents: '{"a": 1}' }],
    [[{ entryName, documents: '{"a": 1} {"b": 1}' }], [{ entryName, documents: '{"b": 1}' }]],
  ],
  [
    'two schemas each, one of them the same',
    [],
    [
      [
        { entryName, documents: '{"a": 1}' },
        { entryName, documents: '{"b": [1]}' },
      ],
      [
        { entryName, documents: '{"c": {}}' },
        { entryName, documents: '{"a": 1}' },
      ],
    ],
  ],
  [
    'three workers',
    [],
    [[{ entryName, documents: '{"a": 1}' }], [{ entryName, documents: '{"b": 1}' }], [{ entryName, documents: '{"c": 1}' }]],
  ],
]

describe('workers add compatible schemas at the same time, in every order of their calls', () => {
  let total = 0

  test.each(EVOLVING)('%s', async (situation, before, workers) => {
    const documents = [...before, ...workers.flat()].map((request) => request.documents)
    const merged = structureOnly(mergeSchemas(documents.map(schemaOf)))
    const texts = new Set<string>()
    const states = new Set<string>()
    let lostRaces = 0
    const runs = await runEveryInterleaving(
      async () => {
        const store = createMemoryStore()
        await register(store, ...before)
        return store
      },
      workers.map((requests) => (store) => register(store, ...requests)),
      async ({ store, calls }) => {
        const families = await openRegistry(store).families()
        expect(
          families.flatMap(({ versions }) => versions.map(({ members, schema, fingerprints }) => ({ members, schema, fingerprints }))),
        ).toEqual([
          {
            members: [...new Set(documents.map(exact))].sort(),
            schema: merged,
            fingerprints: {
              labels: fingerprint(merged, 'labels'),
              shape: fingerprint(merged, 'shape'),
              exact: fingerprint(merged, 'exact'),
            },
          },
        ])
        if (calls.some(({ method, succeeded }) => method === 'put' && !succeeded)) lostRaces++
        texts.add(JSON.stringify(await textsOf(store)))
        states.add(await textWithoutHistory(store))
      },
    )
    total += runs
    // Which schema came first is what a history tells; nothing else may tell it.
    expect(states.size).toBe(1)
    expect(lostRaces).toBeGreaterThan(0)
    console.info(`${situation}: ${runs} orders, ${lostRaces} with a race lost, ${states.size} state, ${texts.size} histories`)
  })

  test('they were at least two hundred', () => {
    console.info(`${total} orders, each with all schemas in the end`)
    expect(total).toBeGreaterThanOrEqual(200)
  })
})

describe('two workers add schemas that cannot be one', () => {
  test.each([
    ['a new dataset', []],
    ['a dataset that is there', [{ entryName, documents: '{"b": 1}' }]],
  ])('%s: one takes the next version, and nothing is lost', async (_, before) => {
    const workers: readonly Request[] = [
      { entryName, documents: '{"a": 1}' },
      { entryName, documents: '{"a": "x"}' },
    ]
    const outcomes = new Set<string>()
    const runs = await runEveryInterleaving(
      async () => {
        const store = createMemoryStore()
        await register(store, ...before)
        return store
      },
      workers.map((request) => (store) => register(store, request)),
      async ({ store }) => {
        const [family] = await openRegistry(store).families()
        outcomes.add(JSON.stringify(family!.versions.map(({ dataset, members }) => [dataset, members])))
      },
    )
    const [number, text] = workers.map(({ documents }) => exact(documents))
    const kept = before.map(({ documents }) => exact(documents))
    const order = (first: string, second: string): string =>
      JSON.stringify([
        ['motion_v1', [...kept, first].sort()],
        ['motion_v2', [second]],
      ])
    expect([...outcomes].sort()).toEqual([order(number!, text!), order(text!, number!)].sort())
    console.info(`${_}: ${runs} orders`)
  })
})

test('two entries whose names differ by case alone make two datasets, in every order of the calls', async () => {
  const files = new Set<string>()
  const runs = await runEveryInterleaving(
    async () => createMemoryStore(),
    ['Motion.json', 'motion.json'].map((name) => (store) => register(store, { entryName: name, documents: '{"a": 1}' })),
    async ({ store }) => {
      const keys = Object.keys(await textsOf(store))
      expect(new Set(keys.map((key) => key.toLowerCase())).size).toBe(2)
      files.add(keys.join(' '))
    },
  )
  expect(runs).toBeGreaterThan(1)
  expect([...files].sort()).toEqual([
    'registry/motion.json registry/motion_027366be.json',
    'registry/motion.json registry/motion_e61bd24d.json',
  ])
})

test('two given names that differ by case alone: one is refused, in every order of the calls', async () => {
  await runEveryInterleaving(
    async () => createMemoryStore(),
    ['Motion_v1', 'motion_v1'].map((dataset) => async (store) => {
      const outcome = await register(store, { entryName, dataset, documents: '{"a": 1}' }).catch((error: unknown) => error)
      if (outcome) expect(outcome).toMatchObject({ name: 'OptionError', code: 'dataset-name-taken' })
    }),
    async ({ store }) => expect(Object.keys(await textsOf(store))).toEqual(['registry/motion.json']),
  )
})

describe('eight workers', () => {
  const batches = [
    '{"a": 1}',
    '{"a": 0.5, "b": "2024-01-01"}',
    '{"a": null, "b": "soon"}',
    '{"c": {"x": 1}}',
    '{"c": {"y": [true]}} {"c": null}',
    '{"c": {"y": []}, "d": {"2024-01-01": 1}}',
    '{"d": {"2024-01-02": 0.5, "2024-01-03": null}}',
    '{"a": 123456789012345678901234567890, "c": {"y": [null]}}',
  ]
  const orders = fc.shuffledSubarray(batches, { minLength: batches.length })
  const runs = { numRuns: 200, seed: 7 }

  test('one after the other, in any order, they end in the same state', async () => {
    const states = new Set<string>()
    const histories = new Set<string>()
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const store = createMemoryStore()
        await register(store, ...order.map((documents) => ({ entryName, documents })))
        states.add(await textWithoutHistory(store))
        histories.add(JSON.stringify(await textsOf(store)))
      }),
      runs,
    )
    console.info(`${runs.numRuns} orders of eight schemas: ${states.size} state, ${histories.size} histories`)
    expect(states.size).toBe(1)
  })

  test('all at once, they end in the same state', async () => {
    const states = new Set<string>()
    let puts = 0
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const memory = createMemoryStore()
        const store: Store = {
          ...memory,
          put: (...args) => {
            puts++
            return memory.put(...args)
          },
        }
        await Promise.all(order.map((documents) => register(store, { entryName, documents })))
        states.add(await textWithoutHistory(store))
      }),
      runs,
    )
    console.info(`${runs.numRuns} times eight at once: ${states.size} state; ${puts} puts, of which ${puts - 8 * runs.numRuns} lost a race`)
    expect(states.size).toBe(1)
    expect(puts).toBeGreaterThan(8 * runs.numRuns)
  })
})
