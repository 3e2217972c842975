import {
  checkLedger,
  createMemoryStore,
  relationalizeToStore,
  stringifyJson,
  type ArchiveSource,
  type Ledger,
  type RelationalizeOptions,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import type { OpenPartOutput } from '../../src/pipeline/part-output.js'
import type { AtOnceSizes } from '../../src/pipeline/dataset-at-once.js'
import { writeAtOnce } from '../../src/pipeline/write-at-once.js'
import { documents } from '../support/documents.js'

const encoder = new TextEncoder()
const isLong = process.env['BRIDGE_DOWNSTREAM_LONG'] === '1'

/** Parts by table and number. */
type Parts = ReadonlyMap<string, Uint8Array>

interface Outcome {
  readonly parts: Parts
  readonly ledger: Ledger
}

function sourceOf(name: string, text: string, streamed = false): ArchiveSource {
  const bytes = encoder.encode(text)
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 1000) yield bytes.slice(at, at + 1000)
  }
  return { name, recordId: name, bytes: async () => bytes, ...(streamed ? { stream } : {}) }
}

async function readTwice(sources: readonly ArchiveSource[], options: RelationalizeOptions = {}): Promise<Outcome> {
  const store = createMemoryStore()
  const ledger = await relationalizeToStore(sources, store, { ...options, road: 'reference' })
  const parts = new Map<string, Uint8Array>()
  for await (const { key } of store.list()) if (key.endsWith('.parquet')) parts.set(key, await (await store.get(key)).bytes())
  return { parts, ledger }
}

/** @returns undefined if the attempt was given up; then nothing of it may be left. */
async function readOnce(
  sources: readonly ArchiveSource[],
  options: RelationalizeOptions = {},
  attempts: readonly AtOnceSizes[] = [{ sampleBytes: 40, checkedBytes: 20 }],
): Promise<Outcome | undefined> {
  const parts = new Map<string, Uint8Array>()
  let open = 0
  const openOutput: OpenPartOutput = ({ table, part }) => {
    const chunks: Uint8Array[] = []
    open++
    return {
      write: (bytes) => chunks.push(bytes),
      settle: async () => {},
      close: async () => {
        open--
        parts.set(`${table.name}/part-${String(part).padStart(5, '0')}.parquet`, Buffer.concat(chunks))
      },
      discard: async () => {
        open--
      },
    }
  }
  const writing = writeAtOnce(sources, openOutput, options, { attempts })
  let step = await writing.next()
  while (!step.done) step = await writing.next()
  expect(open).toBe(0)
  if (!step.value) {
    expect(parts.size).toBe(0)
    return undefined
  }
  checkLedger(step.value)
  return { parts, ledger: step.value }
}

/** @returns whether it was done at once. */
async function expectSame(
  sources: readonly ArchiveSource[],
  options: RelationalizeOptions = {},
  attempts?: readonly AtOnceSizes[],
): Promise<boolean> {
  const once = await readOnce(sources, options, attempts)
  if (!once) return false
  const twice = await readTwice(sources, options)
  expect(once.ledger).toEqual(twice.ledger)
  expect([...once.parts.keys()].sort()).toEqual([...twice.parts.keys()].sort())
  for (const [key, bytes] of twice.parts) {
    if (Buffer.compare(bytes, once.parts.get(key)!) !== 0) expect({ key, bytes: once.parts.get(key) }).toEqual({ key, bytes })
  }
  return true
}

/** Documents that are like each other, with something else now and then. */
const like = fc.record(
  {
    a: fc.oneof({ weight: 8, arbitrary: fc.integer() }, { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    b: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('2024-01-01', '2024-02-29') }, { weight: 1, arbitrary: fc.string() }),
    c: fc.option(fc.boolean(), { freq: 3 }),
    d: fc.array(fc.record({ x: fc.option(fc.nat(), { freq: 6 }), y: fc.string({ maxLength: 3 }) }, { requiredKeys: ['x'] }), {
      maxLength: 3,
    }),
    e: fc.constant(null),
  },
  { requiredKeys: ['a', 'b', 'd'] },
)
const mixed = fc.oneof({ weight: 30, arbitrary: like }, { weight: 1, arbitrary: documents })

test('what is written at once is what is written after reading twice, or it is given up', async () => {
  const counts = { once: 0, given: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(mixed, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(undefined, 2, 5),
      fc.constantFrom(undefined, 1),
      fc.boolean(),
      fc.constantFrom(
        undefined,
        [40, 200].map((sampleBytes) => ({ sampleBytes, checkedBytes: 20 })),
      ),
      async (entries, rowGroupRows, partSizeBytes, streamed, attempts) => {
        const sources = entries.map((values, i) => {
          const text = values.map((value) => stringifyJson(value as never)).join('\n')
          return sourceOf(`${i}/a.ndjson`, text, streamed)
        })
        if (await expectSame(sources, { rowGroupRows, partSizeBytes }, attempts)) counts.once++
        else counts.given++
      },
    ),
    { numRuns: isLong ? 20_000 : 600, seed: 1 },
  )
  console.log(`${counts.once} written at once, ${counts.given} given up`)
  expect(counts.once).toBeGreaterThan(isLong ? 2_000 : 60)
  expect(counts.given).toBeGreaterThan(isLong ? 2_000 : 60)
})

const lines = (count: number, line: (i: number) => unknown): string =>
  Array.from({ length: count }, (_, i) => JSON.stringify(line(i))).join('\n')

test.each<[string, boolean, (i: number) => unknown]>([
  ['documents that are all alike', true, (i) => ({ a: i, b: 'x' })],
  ['a null after many values', false, (i) => ({ a: i === 50 ? null : i })],
  ['a field that is missing once', true, (i) => (i === 50 ? { b: 1 } : { a: i, b: 1 })],
  ['a format that ends', true, (i) => ({ a: i === 50 ? 'no date' : '2024-01-01' })],
  ['a format that ends with an escape', true, (i) => ({ a: i === 50 ? '2024-01-0"' : '2024-01-01' })],
  ['an integer that becomes a number', false, (i) => ({ a: i === 50 ? 0.5 : i })],
  ['a field that appears', false, (i) => (i === 50 ? { a: i, b: 1 } : { a: i })],
  ['another kind', false, (i) => ({ a: i === 50 ? 'text' : i })],
  ['an element after empty arrays', false, (i) => ({ a: i === 50 ? [1] : [] })],
  ['null and absent, more absent in the end', true, (i) => (i % 7 === 0 ? { a: null } : i % 3 === 0 ? {} : { a: i })],
  ['null and absent, more null in the end', false, (i) => (i < 10 ? (i % 2 === 0 ? {} : { a: i }) : { a: i % 2 === 0 ? null : i })],
])('%s', async (_, atOnce, line) => {
  // All in one entry, the first documents are all of them.
  expect(await expectSame([sourceOf('a.ndjson', lines(100, line))])).toBe(true)
  expect(await expectSame([sourceOf('a.ndjson', lines(100, line), true)])).toBe(true)
  // One document to each archive.
  const archives = Array.from({ length: 100 }, (_unused, i) => sourceOf(`${String(i).padStart(3, '0')}/a.json`, JSON.stringify(line(i))))
  expect(await expectSame(archives)).toBe(atOnce)
})

/** Whether it is done at once by two attempts, and how often the first archive was read for it. */
async function tryTwice(line: (i: number) => unknown): Promise<{ readonly once: boolean; readonly reads: number }> {
  const archives = Array.from({ length: 100 }, (_, i) => sourceOf(`${String(i).padStart(3, '0')}/a.json`, JSON.stringify(line(i))))
  let reads = 0
  const first: ArchiveSource = {
    ...archives[0]!,
    bytes: async () => {
      reads++
      return archives[0]!.bytes()
    },
  }
  const sources = [first, ...archives.slice(1)]
  const attempts = [40, 400].map((sampleBytes) => ({ sampleBytes, checkedBytes: 20 }))
  const once = (await readOnce(sources, {}, attempts)) !== undefined
  const attempted = reads
  expect(await expectSame(sources, {}, attempts)).toBe(once)
  return { once, reads: attempted }
}

test('what comes soon after the first documents is among those that tables are planned by in a second attempt', async () => {
  const nullAt = (at: number) => (i: number) => ({ a: i === at ? null : 1_000_000 + i })
  expect(await tryTwice(nullAt(-1))).toEqual({ once: true, reads: 1 })
  expect(await tryTwice(nullAt(1))).toEqual({ once: true, reads: 1 })
  // Each document has 13 bytes.
  expect(await tryTwice(nullAt(15))).toEqual({ once: true, reads: 2 })
  expect(await tryTwice(nullAt(90))).toEqual({ once: false, reads: 1 })
  expect(await tryTwice((i) => ({ a: i === 15 || i === 90 ? null : i, b: i === 90 ? 1 : undefined }))).toEqual({ once: false, reads: 2 })
  // Nothing tells more of a map.
  expect(await tryTwice((i) => ({ a: { [`2024-01-0${(i % 9) + 1}`]: i } }))).toEqual({ once: false, reads: 1 })
})

test('a value of another kind where none was seen is learnt, whatever is there so far', async () => {
  const heads = [
    'null',
    '[]',
    '[null]',
    '{}',
    '1',
    '0.5',
    '"x"',
    '"2024-01-01"',
    'true',
    '[1]',
    '["x"]',
    '[[]]',
    '{"k":null}',
    '12345678901234567890',
  ]
  const lates = [...heads, '"\\ud800"', '-0', '1e400', '[{}]', '[true]', '{"k":"x"}', '{"o":1}', '""']
  const containers = [
    (v: string) => `{"f":${v}}`,
    (v: string) => `{"f":1,"o":{"p":${v}}}`,
    (v: string) => `{"f":[{"q":${v}},{"q":${v}}]}`,
    (v: string) => `{"f":[${v}]}`,
  ]
  let cases = 0
  for (const contain of containers) {
    for (const head of heads) {
      const both = lates.flatMap((late) => [late, head === late ? 'null' : head])
      // Each late value by itself, and all of them one after the other.
      for (const others of [...lates.map((late) => [late]), both]) {
        const texts = [
          ...Array.from({ length: 12 }, () => contain(head)),
          ...others.map(contain),
          ...Array.from({ length: 12 }, () => contain(head)),
        ]
        await expectSame(texts.map((text, i) => sourceOf(`${String(i).padStart(3, '0')}/a.json`, text)))
        cases++
      }
    }
  }
  expect(cases).toBe(containers.length * heads.length * (lates.length + 1))
})

test('what is read once is read once, also where no override is given', async () => {
  let reads = 0
  const source: ArchiveSource = {
    ...sourceOf(
      'a.ndjson',
      lines(100, (i) => ({ a: i })),
    ),
    stream: async function* () {
      reads++
      yield encoder.encode(lines(100, (i) => ({ a: i })))
    },
  }
  await relationalizeToStore([source], createMemoryStore(), { overrides: {} })
  expect(reads).toBe(1)
})

test('maps are for reading twice: a key that comes later can make one an object', async () => {
  const line = (i: number): unknown => ({ a: { [`2024-01-0${(i % 9) + 1}`]: i } })
  expect(await expectSame([sourceOf('a.ndjson', lines(100, line))])).toBe(false)
  // Unless all documents are among the first.
  expect(await expectSame([sourceOf('a.ndjson', lines(1, line))])).toBe(true)
})

test('several datasets in ZIP archives, and what is no JSON among them', async () => {
  const sources = Array.from({ length: 20 }, (_, i): ArchiveSource => {
    const bytes = zipSync({
      'a.json': encoder.encode(`{"a":${i},"l":[1,2]}`),
      'b/c.json': encoder.encode(`[{"t":"x${i}"},{"t":"y"}]`),
      'picture.png': Uint8Array.from([137, 80, 78, 71]),
    })
    return { name: `${String(i).padStart(2, '0')}.zip`, recordId: `r${i}`, bytes: async () => bytes }
  })
  expect(await expectSame(sources)).toBe(true)
})

test.each([
  ['a fault', ['{"a":1}', '{"a":', '{"a":2}']],
  ['a duplicate key', ['{"a":1}', '{"a":1,"a":2}']],
  ['an archive that is none', ['{"a":1}', 'no JSON']],
])('%s is for reading twice', async (_, texts) => {
  expect(await expectSame(texts.map((text, i) => sourceOf(`${i}/a${i === 1 && text === 'no JSON' ? '' : '.json'}`, text)))).toBe(false)
})

test('by the public way the outcome is the same on every road', async () => {
  const sources = [
    sourceOf(
      'a.ndjson',
      lines(2_000, (i) => ({ a: i, b: [{ c: i % 3 === 0 ? null : `t${i}` }] })),
      true,
    ),
  ]
  const twice = await readTwice(sources)
  for (const road of ['auto', 'fast'] as const) {
    const store = createMemoryStore()
    expect(await relationalizeToStore(sources, store, { road })).toEqual(twice.ledger)
    for (const [key, bytes] of twice.parts) expect(await (await store.get(key)).bytes()).toEqual(bytes)
  }
})
