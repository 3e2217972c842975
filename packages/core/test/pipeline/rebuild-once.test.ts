import {
  createMemoryStore,
  inferSchema,
  openRegistry,
  rebuild,
  stringifyJson,
  type JsonValue,
  type RebuildLedger,
  type Road,
  type Store,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMutator } from '../schema/mutate-text.js'
import { contentOf, copyStore, watchStore } from '../support/counting-store.js'
import { documents as anyJson } from '../support/documents.js'
import { injection, INJECTED, objectKey, putObject, putStudy, registerAll } from './json-datasets.js'

const isLong = process.env['BRIDGE_DOWNSTREAM_LONG'] === '1'
const encoder = new TextEncoder()
const OBJECT = { dataset: 'Any_v1', recordId: 'rec' }
const KEY = objectKey(OBJECT)
const INJECTED_AS_WRITTEN = '"assessmentid":"spelling","year":2022,"month":2,"day":1,"recordid":"rec"'

interface Outcome {
  readonly ledger: RebuildLedger
  readonly content: Readonly<Record<string, string>>
  /** How often an input was fetched, on average. */
  readonly readings: number
}

async function rebuildBy(road: Road, store: Store, further: { rowGroupRows?: number; partSizeBytes?: number } = {}): Promise<Outcome> {
  const copy = await copyStore(store, createMemoryStore())
  const watched = watchStore(copy)
  const ledger = await rebuild(watched.store, { injection, road, ...further })
  const fetched = watched.calls.filter((call) => call.startsWith('get raw_json/'))
  return { ledger, content: await contentOf(copy), readings: fetched.length / new Set(fetched).size }
}

/** @returns the outcome by the fast road. */
async function expectSameRoads(
  about: unknown,
  store: Store,
  further: { rowGroupRows?: number; partSizeBytes?: number } = {},
): Promise<Outcome> {
  const expected = await rebuildBy('reference', store, further)
  const found = await rebuildBy('fast', store, further)
  expect(found.content, fc.stringify(about)).toEqual(expected.content)
  expect(found.ledger, fc.stringify(about)).toEqual(expected.ledger)
  return found
}

async function withObject(lines: string | Uint8Array<ArrayBuffer>, planned: readonly JsonValue[]): Promise<Store> {
  const store = createMemoryStore()
  await putObject(store, { ...OBJECT, documents: planned })
  await registerAll(store)
  const metadata = { recordid: 'rec', entrypath: 'any.json', entryordinal: '0' }
  await store.put(KEY, typeof lines === 'string' ? encoder.encode(lines) : lines, { metadata })
  return store
}

describe('what unpacking writes is read once', () => {
  test.each([{}, { rowGroupRows: 3, partSizeBytes: 1 }])('a study, with %j', async (further) => {
    const store = createMemoryStore()
    await putStudy(store)
    const { readings, ledger } = await expectSameRoads('study', store, further)
    expect(readings).toBe(1)
    expect(ledger.leaves).toEqual({ in: 212, cells: 211, json: 0, residue: 1, excluded: 0, duplicates: 0, deleted: 0 })
    expect((await rebuildBy('auto', store, further)).readings).toBe(1)
    expect((await rebuildBy('reference', store, further)).readings).toBe(2)
  })

  test('whatever documents hold', async () => {
    const objects = anyJson.filter(
      (value) => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype,
    )
    const own = objects.map(
      (value) => Object.fromEntries(Object.entries(value as object).filter(([name]) => !INJECTED.includes(name))) as JsonValue,
    )
    const read = { once: 0, all: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(own, { maxLength: 5 }), { minLength: 1, maxLength: 4 }), async (entries) => {
        const store = createMemoryStore()
        for (const [i, documents] of entries.entries()) await putObject(store, { dataset: 'Any_v1', recordId: `r${i}`, documents })
        await registerAll(store)
        if (entries.every(({ length }) => length === 0)) return
        const { readings } = await expectSameRoads(entries, store, { rowGroupRows: 2 })
        read.all++
        if (readings === 1) read.once++
      }),
      { numRuns: isLong ? 5_000 : 200, seed: 9 },
    )
    console.info(`${read.once} of ${read.all} generated partitions were read once`)
    expect(read.once).toBeGreaterThan(read.all / 2)
  })
})

const PLANNED = [{ a: 1, b: { recordid: 'x', c: [1] }, d: 'text' }, {}]
const I = INJECTED_AS_WRITTEN

describe('lines that unpacking does not write have the outcome of two readings', () => {
  test.each<[string, string]>([
    ['fields of another order', `{"recordid":"rec","a":1,"year":2022,"month":2,"day":1,"assessmentid":"spelling"}\n`],
    ['injected fields first', `{${I},"a":1}\n`],
    ['some of them', `{"a":1,"year":2022,"recordid":"rec"}\n{"a":2,"recordid":"rec"}\n`],
    ['none of them', `{"a":1}\n{"a":2}\n`],
    ['none in one line', `{"a":1,${I}}\n{"a":2}\n{"a":3,${I}}\n`],
    ['another record', `{"a":1,${I}}\n{"a":2,${I.replace('rec"', 'other"')}}\n{"a":1,${I}}\n`],
    ['only nested ones', `{"a":1,"b":{"recordid":"rec"}}\n`],
    ['nested ones at the end', `{"a":1,${I},"b":{"recordid":"x"}}\n{"b":{"recordid":"x",${I.slice(0, -6)}"y"}}\n`],
    ['a field twice', `{"recordid":"rec","a":1,${I}}\n`],
    ['a field twice at the end', `{"a":1,${I},"recordid":"rec"}\n`],
    ['a field twice, in later lines', `{"a":1,${I}}\n{"a":1,"day":5,${I}}\n`],
    ['a field twice, written otherwise', `{"a":1,"r\\u0065cordid":"rec",${I}}\n`],
    ['a field within a text', `{"d":",\\"recordid\\":\\"x\\"",${I}}\n{"d":"\\",${I.replaceAll('"', '\\"')}}",${I}}\n`],
    ['a text that ends in a backslash', `{"d":"\\\\",${I}}\n{"d":"\\",${I}}\n`],
    ['a value that is no field', `{"a":1,${I.replace('2022', '20.5')}}\n`],
    ['a number as text', `{"a":1,${I.replace('2022', '"2022"')}}\n`],
    ['a number written otherwise', `{"a":1,${I.replace('2022', '2.022e3')}}\n{"a":1,${I.replace('2022', '9007199254740993')}}\n`],
    ['text that is no Unicode', `{"a":1,${I.replace('rec"', '\\ud800"')}}\n`],
    ['null', `{"a":1,${I.replace('"rec"', 'null')}}\n{"a":1,${I.replace('"rec"', 'null').replace('2022', 'null')}}\n`],
    ['two documents in a line', `{"a":1,${I}}{"a":2,${I}}\n`],
    ['two documents in a line, of which one has no fields', `{"a":1}{"a":2,${I}}\n`],
    ['a document over lines', `{"a":1,\n${I}}\n{"a":2,${I}\n}\n`],
    ['an array of documents', `[{"a":1,${I}},{"a":2,${I}}]\n`],
    ['an array around a line', `[{"a":1,${I}}\n,{"a":2,${I}}\n]`],
    ['something else than objects', `{"a":1,${I}}\n3\n"x"\nnull\n`],
    ['white space', ` {"a":1,${I}}\n{"a":2 , ${I}}\r\n{"a":3,${I} }\n\n  \n{ ${I}}\n{"a":4,${I}}`],
    ['a byte order mark', `\ufeff{"a":1,${I}}\n`],
    ['a comma too many', `{"a":1,,${I}}\n`],
    ['a comma too few', `{"a":1${I}}\n`],
    ['only a comma', `{,${I}}\n`],
    ['only a comma, after white space', `{ ,${I}}\n`],
    ['a comma after white space', `{"a":1 ,${I}}\n`],
    ['a comma before white space', `{"a":1, ${I}}\n`],
    ['a brace too few', `{"a":1,"b":{"c":[1],${I}}\n`],
    ['a brace too many', `{"a":1},${I}}\n`],
    ['a bracket too few', `{"b":{"c":[1},${I}}\n`],
    ['only injected fields', `{${I}}\n{${I}}\n`],
    ['what the plan does not know', `{"new":[{"x":1}],${I}}\n{"a":"text",${I}}\n`],
    ['no lines', ''],
    ['only line ends', '\n\n\r\n'],
    ['a line that is cut off', `{"a":1,${I}}\n{"a":1,${I.slice(0, 20)}`],
  ])('%s', async (about, lines) => {
    await expectSameRoads(about, await withObject(lines, PLANNED))
    await expectSameRoads(about, await withObject(`{"a":0,${I}}\n${lines}`, PLANNED))
  })

  test.each<[string, JsonValue]>([
    ["a field of an injected one's name", { a: 1, recordid: 'own' }],
    ['a map of any names', { '2022-01-01': 1, '2022-01-02': 2 }],
  ])('a plan that knows %s', async (about, planned) => {
    const store = createMemoryStore()
    await openRegistry(store).register({ entryName: 'any.json', schema: inferSchema([planned]), dataset: OBJECT.dataset })
    const own = stringifyJson(planned).slice(1, -1)
    const lines = `{${own},${I}}\n{"recordid":5,${own},${I}}\n`
    await store.put(KEY, encoder.encode(lines), { metadata: { recordid: 'rec', entrypath: 'any.json', entryordinal: '0' } })
    const { ledger } = await expectSameRoads(about, store)
    expect(ledger.results.map(({ error }) => error?.code)).toEqual(['duplicate-key'])
  })

  test('an object that does not say its entry, or says one that is taken', async () => {
    const store = createMemoryStore()
    const documents = [{ a: [1] }, { a: [2, 3] }]
    await putObject(store, { ...OBJECT, documents })
    await putObject(store, { ...OBJECT, documents, fileName: 'second', entry: null })
    await putObject(store, { ...OBJECT, documents, fileName: 'third', entry: { path: 'another.json', ordinal: 0 } })
    await registerAll(store)
    const { ledger } = await expectSameRoads('entries', store)
    expect(ledger.documents.written).toBe(6)
    await putObject(store, { ...OBJECT, documents, fileName: 'fourth' })
    expect((await expectSameRoads('same entry', store)).ledger.results[0]?.error?.code).toBe('same-entry-twice')
  })

  test('no body is left open, whatever it turns out to be', async () => {
    const store = createMemoryStore()
    const documents = [{ a: 1 }]
    await putObject(store, { ...OBJECT, documents, entry: null })
    await putObject(store, { ...OBJECT, documents, day: 2 })
    await putObject(store, { ...OBJECT, documents, day: 3 })
    await registerAll(store)
    await store.put(objectKey({ ...OBJECT, day: 3 }), encoder.encode('{"a":1'), { metadata: { entrypath: 'a', entryordinal: '0' } })
    const bodies = { given: 0, closed: 0 }
    const counting: Store = {
      ...store,
      get: async (key, options) => {
        const object = await store.get(key, options)
        if (!key.startsWith('raw_json/')) return object
        bodies.given++
        const body = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
          try {
            yield* object.body
          } finally {
            bodies.closed++
          }
        }
        return { ...object, etag: key.includes('day=2/') ? 'another' : object.etag, body: body() }
      },
    }
    const { results } = await rebuild(counting, { injection })
    expect(results.map(({ outcome, error }) => error?.code ?? outcome)).toEqual(['rebuilt', 'input-changed', 'bad-json'])
    expect(bodies).toEqual({ given: 6, closed: 6 })
  })

  test('lines with damage', async () => {
    const total = isLong ? 100_000 : 1_000
    const lines = PLANNED.flatMap((document) => [
      `${stringifyJson({ ...document }).slice(0, -1)},${I}}`.replace('{,', '{'),
      `{"a":2,"d":"é",${I}}`,
    ])
    const mutate = createMutator(8, [`${lines.join('\n')}\n`, `${lines[1]!}\n`, `${lines[0]!}\n${lines[0]!}\n`])
    const store = await withObject('', PLANNED)
    const counts = { rebuilt: 0, once: 0 }
    for (let i = 0; i < total; i++) {
      const bytes = mutate()
      await store.put(KEY, bytes, { metadata: { recordid: 'rec', entrypath: 'any.json', entryordinal: '0' } })
      const { ledger, readings } = await expectSameRoads(new TextDecoder().decode(bytes), store)
      counts.rebuilt += ledger.partitions.rebuilt
      if (readings === 1) counts.once++
    }
    console.info(`${total} damaged objects: ${counts.rebuilt} rebuilt, ${counts.once} of them by one reading`)
    expect(counts.once).toBeGreaterThan(total / 20)
    expect(total - counts.rebuilt).toBeGreaterThan(total / 10)
  }, 3_600_000)
})
