import {
  createMemoryStore,
  evolvePlan,
  inferSchema,
  openRegistry,
  parseJson,
  planDataset,
  planTables,
  type JsonValue,
  type Store,
  type TablePlan,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatPlan, parsePlan, planKey } from '../../src/pipeline/plan-file.js'
import { contentOf, watchStore } from '../support/counting-store.js'
import { documents as anyJson } from '../support/documents.js'
import { injection } from './json-datasets.js'

async function register(store: Store, ...documents: JsonValue[]): Promise<void> {
  await openRegistry(store).register({ entryName: 'motion.json', dataset: 'Motion_v1', schema: inferSchema(documents) })
}

async function readText(store: Store): Promise<string> {
  return new TextDecoder().decode(await (await store.get(planKey('Motion_v1'))).bytes())
}

function columnsOf({ tables }: TablePlan): string[] {
  return tables[0]!.columns.flatMap(({ name, type, source }) => (source.role === 'injected' ? [] : [`${name} ${type}`]))
}

describe('the plan of a dataset', () => {
  test('is made from the registry, kept, and read back', async () => {
    const store = createMemoryStore()
    await register(store, { n: 1, steps: [{ at: 0.5 }], 'a key': { b: true } })
    const { plan, fingerprint } = await planDataset(store, 'Motion_v1', { injection })
    const [version] = (await openRegistry(store).family('Motion'))!.versions
    const injected = injection.fields.map(({ name, type }) => ({ name, type }))
    expect(plan).toEqual(planTables(version!.schema, { dataset: 'Motion_v1', injected }))
    expect(fingerprint).toBe(version!.fingerprints.exact)
    expect(await readText(store)).toBe(formatPlan(plan))
    expect(await planDataset(store, 'Motion_v1', { injection })).toEqual({ plan, fingerprint })
  })

  test('is extended when the schema has grown, and else not written', async () => {
    const store = createMemoryStore()
    await register(store, { b: 1 })
    await planDataset(store, 'Motion_v1', { injection })
    await register(store, { a: [1], b: 0.5 })
    const watched = watchStore(store)
    const { plan } = await planDataset(watched.store, 'Motion_v1', { injection })
    expect(columnsOf(plan)).toEqual(['entrypath string', 'entryposition integer', 'b number', 'a integer'])
    const before = await contentOf(store)
    await register(store, { b: null })
    expect((await planDataset(watched.store, 'Motion_v1', { injection })).plan).toEqual(plan)
    const { 'registry/motion.json': _, ...kept } = before
    expect(await contentOf(store)).toMatchObject(kept)
    expect(watched.calls.filter((call) => call.startsWith('put'))).toEqual(['put plans/Motion_v1.json'])
  })

  test('goes by overrides and convention', async () => {
    const store = createMemoryStore()
    await register(store, { startDate: '2022-01-01', rawData: { a: [1] } })
    const { plan } = await planDataset(store, 'Motion_v1', {
      injection,
      convention: 'snake_case',
      overrides: { Motion_v1: { '$.rawData': { json: true }, '$.startDate': { type: 'date' } }, Other_v1: { '$.x': { exclude: true } } },
    })
    expect(columnsOf(plan)).toEqual(['entrypath string', 'entryposition integer', 'raw_data string', 'start_date date'])
  })

  test('says which override would change it, and where it lies', async () => {
    const store = createMemoryStore()
    await register(store, { v: 1 })
    await planDataset(store, 'Motion_v1', { injection })
    const before = await readText(store)
    await expect(
      planDataset(store, 'Motion_v1', { injection, overrides: { Motion_v1: { '$.v': { type: 'string' } } } }),
    ).rejects.toMatchObject({
      code: 'plan-differs',
      what: expect.stringContaining('"$.v"'),
      place: { dataset: 'Motion_v1', key: planKey('Motion_v1') },
      hint: expect.stringMatching(/new destination.*move the plan away/),
    })
    expect(await readText(store)).toBe(before)
  })

  test('is used as it is where the registry does not know the dataset any more', async () => {
    const store = createMemoryStore()
    await register(store, { a: 1 })
    const kept = await planDataset(store, 'Motion_v1', { injection })
    await store.delete('registry/motion.json')
    expect(await planDataset(store, 'Motion_v1', { injection })).toEqual(kept)
    await store.delete(planKey('Motion_v1'))
    await expect(planDataset(store, 'Motion_v1', { injection })).rejects.toMatchObject({ name: 'RegistryError', code: 'unknown-dataset' })
  })

  test('workers that extend it at once agree, and lose nothing', async () => {
    const store = createMemoryStore()
    await register(store, { a: 1 })
    await planDataset(store, 'Motion_v1', { injection })
    const names = ['b', 'c', 'd', 'e', 'f']
    await Promise.all(
      names.map(async (name) => {
        await register(store, { [name]: 1 })
        await planDataset(store, 'Motion_v1', { injection })
      }),
    )
    const { plan } = await planDataset(store, 'Motion_v1', { injection })
    expect(columnsOf(plan).toSorted()).toEqual(
      [...['a', ...names].map((name) => `${name} integer`), 'entryposition integer', 'entrypath string'].toSorted(),
    )
    expect(await readText(store)).toBe(formatPlan(plan))
  })

  test('is tried again while others are faster, until that is given up', async () => {
    const store = createMemoryStore()
    await register(store, { a: 1 })
    const controller = new AbortController()
    let puts = 0
    const contended: Store = {
      ...store,
      put: async (key, body, options) => {
        if (++puts === 4) controller.abort()
        return store.put(key, body, { ...options, condition: { etag: 'of somebody else' } })
      },
    }
    await expect(planDataset(contended, 'Motion_v1', { injection, signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
    expect(puts).toBe(4)
  })
})

describe('a plan as a file', () => {
  const plan = planTables(
    inferSchema([{ n: 1, steps: [{ at: 0.5, text: 'x' }], totals: { '2022-01-01': 1, '2022-01-02': 2 }, secret: 1, day: 'x' }]),
    {
      dataset: 'Motion_v1',
      overrides: {
        '$.secret': { exclude: true },
        '$.n': { pushdown: true, alias: 'count' },
        '$.day': { type: 'string' },
      },
    },
  )

  test('comes back as it was', () => {
    expect(parsePlan(new TextEncoder().encode(formatPlan(plan)), 'Motion_v1')).toEqual(plan)
  })

  test('any plan comes back, and is not extended by its own schema', () => {
    fc.assert(
      fc.property(fc.array(anyJson, { minLength: 1, maxLength: 4 }), (documents) => {
        const schema = inferSchema(documents)
        const made = planTables(schema, { dataset: 'Any_v1', limits: { maxColumns: 12, maxTables: 6 } })
        expect(parsePlan(new TextEncoder().encode(formatPlan(made)), 'Any_v1')).toEqual(made)
        expect(formatPlan(evolvePlan(made, schema, { limits: { maxColumns: 12, maxTables: 6 } }))).toBe(formatPlan(made))
      }),
      { numRuns: 300, seed: 9 },
    )
  })

  const text = formatPlan(plan)
  test.each([
    ['is no JSON', '{', undefined],
    ['is a list', '[]', ''],
    ['lacks a field', text.replace('"convention":"glue",', ''), ''],
    ['has a field that nothing knows', text.replace('{', '{"x":1,'), '/x'],
    ['is of a later version', text.replace('"version":1', '"version":2'), '/version'],
    ['has a column of another type', text.replace('"type":"number"', '"type":"float"'), '/tables/1/columns/3/type'],
    ['has a source of another role', text.replace('"role":"index"', '"role":"row"'), '/tables/1/columns/2/source/role'],
    ['has its root elsewhere', text.replace('"kind":"root"', '"kind":"array"'), '/tables'],
    ['has a table twice', text.replaceAll('"name":"dataset_motion_v1_totals"', '"name":"dataset_motion_v1_steps"'), '/tables/2/name'],
    ['has a column twice', text.replace('"name":"index"', '"name":"id"'), '/tables/1'],
    ['has a parent that is not there', text.replace('"parent":"dataset_motion_v1"', '"parent":"x"'), '/tables/1/parent'],
    [
      'names a table that is not there',
      text.replace('"table":"dataset_motion_v1_steps"', '"table":"x"'),
      '/tables/0/columns/5/source/table',
    ],
    ['is that of another dataset', text.replace('"dataset":"Motion_v1"', '"dataset":"Motion_v2"'), '/dataset'],
  ])('one that %s is an error with its place', (_, damaged, pointer) => {
    expect(damaged).not.toBe(text)
    const parse = (): TablePlan => parsePlan(new TextEncoder().encode(damaged), 'Motion_v1')
    expect(parse).toThrow(expect.objectContaining({ name: 'RegistryError', code: 'damaged-plan' }) as Error)
    try {
      parse()
    } catch (error) {
      expect((error as { place: { pointer?: string; key?: string } }).place).toMatchObject({
        key: 'plans/Motion_v1.json',
        ...(pointer === undefined ? {} : { pointer }),
      })
    }
  })

  test('is plain JSON, a table a line', () => {
    expect(text.split('\n')).toHaveLength(plan.tables.length + 3)
    expect(parseJson(text)).toEqual(plan)
  })
})
