import {
  createMemoryStore,
  fingerprint,
  inferSchema,
  openRegistry,
  parseJson,
  type Contract,
  type Field,
  type Registration,
  type Registry,
  type RegistrationRequest,
  type Schema,
} from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { createCountingStore, schemaOf, textsOf } from './registry-files.js'

const entryName = 'motion.json'

async function registerAll(registry: Registry, ...documents: readonly string[]): Promise<Registration[]> {
  const registrations: Registration[] = []
  for (const text of documents) registrations.push(await registry.register({ entryName, schema: schemaOf(text) }))
  return registrations
}

/** What became of a registration, in a line. */
function lineOf({ outcome, version, reason, verdict, changes, written }: Registration): string {
  const list = changes.map(({ change, path }) => `${change} ${path}`).join(', ')
  return `${outcome} ${version.dataset} (${reason}, ${verdict}${written ? ', written' : ''})${list && `: ${list}`}`
}

const UNCHANGED = 'registered motion_v1 (inferred, same, written)'

/** The rules of schema change: what a dataset was, what comes, and where it goes. */
const RULES: readonly (readonly [rule: string, before: string, after: string, line: string])[] = [
  ['nothing new', '{"a": 1}', '{"a": 700}', 'registered motion_v1 (known, same)'],
  ['a field is added', '{"a": 1}', '{"a": 1, "b": 2}', 'registered motion_v1 (inferred, evolves, written): field-added $.b'],
  ['a field is removed', '{"a": 1, "b": 2}', '{"a": 1}', 'registered motion_v1 (inferred, evolves, written): became-optional $.b'],
  ['a field that could be missing is missing', '{"a": 1} {"b": 1}', '{"a": 1}', UNCHANGED],
  ['integer, then number', '{"a": 1}', '{"a": 1.5}', 'registered motion_v1 (inferred, evolves, written): integer-to-number $.a'],
  ['number, then integer', '{"a": 1.5}', '{"a": 1}', UNCHANGED],
  ['required, then optional', '{"a": 1}', '{"a": 1} {}', 'registered motion_v1 (inferred, evolves, written): became-optional $.a'],
  ['never null, then null', '{"a": 1}', '{"a": null}', 'registered motion_v1 (inferred, evolves, written): became-nullable $.a'],
  ['only null, then text', '{"a": null}', '{"a": "x"}', 'registered motion_v1 (inferred, evolves, written): first-kind-added $.a'],
  ['a format, then none', '{"a": "2024-01-01"}', '{"a": "x"}', 'registered motion_v1 (inferred, evolves, written): format-changed $.a'],
  [
    'integers outgrow int64',
    '{"a": 1}',
    '{"a": 99999999999999999999}',
    'registered motion_v1 (inferred, same, written): integers-beyond-int64 $.a',
  ],
  ['text, then number', '{"a": "1"}', '{"a": 1}', 'registered motion_v2 (inferred, forks, written): kind-changed $.a'],
  ['number, then text', '{"a": 0.5}', '{"a": "1"}', 'registered motion_v2 (inferred, forks, written): kind-changed $.a'],
  ['boolean, then text', '{"a": true}', '{"a": "true"}', 'registered motion_v2 (inferred, forks, written): kind-changed $.a'],
  ['text, then also numbers', '{"a": "1"}', '{"a": 1} {"a": "1"}', 'registered motion_v2 (inferred, forks, written): kind-added $.a'],
  ['text or numbers, then text', '{"a": 1} {"a": "1"}', '{"a": "1"}', UNCHANGED],
  ['object, then array', '{"a": {"x": 1}}', '{"a": [1]}', 'registered motion_v2 (inferred, forks, written): container-changed $.a'],
  ['array, then object', '{"a": [1]}', '{"a": {"x": 1}}', 'registered motion_v2 (inferred, forks, written): container-changed $.a'],
  ['array, then scalar', '{"a": [1]}', '{"a": 1}', 'registered motion_v2 (inferred, forks, written): container-changed $.a'],
  ['an element’s kind', '{"a": [1]}', '{"a": ["x"]}', 'registered motion_v2 (inferred, forks, written): element-kind-changed $.a[]'],
  ['an empty array, then elements', '{"a": []}', '{"a": [1]}', 'registered motion_v1 (inferred, evolves, written): first-kind-added $.a[]'],
  ['other keys of a map', '{"m": {"2024-01-01": 1}}', '{"m": {"2024-02-02": 2}}', 'registered motion_v1 (known, same)'],
  ['a map, then a key that is a name', '{"m": {"2024-01-01": 1}}', '{"m": {"total": 1}}', UNCHANGED],
  [
    'an object, then a map',
    '{"m": {"total": 1}}',
    '{"m": {"2024-01-01": 1}}',
    'registered motion_v2 (inferred, forks, written): object-to-map $.m',
  ],
]

describe('rules of schema change', () => {
  test.each(RULES)('%s', async (_, before, after, line) => {
    const { store, puts } = createCountingStore()
    const registry = openRegistry(store)
    const [, second] = await registerAll(registry, before, after)
    expect(lineOf(second!)).toBe(line)
    expect(puts()).toBe(line.includes('written') ? 2 : 1)
    expect(second!.comparedWith).toBe('motion_v1')
  })

  test('names that differ by case alone, or are called as an injected column, are flagged', async () => {
    const registry = openRegistry(createMemoryStore(), { injected: ['cohort'] })
    const [first, second] = await registerAll(registry, '{"stepPath": 1}', '{"steppath": 1, "Cohort": 2}')
    expect(first!.flags).toEqual([])
    expect(second!.flags.map(({ flag, names }) => [flag, names])).toEqual([
      ['case-collision', ['stepPath', 'steppath']],
      ['injected-collision', ['Cohort']],
    ])
    expect(lineOf(second!)).toMatch(/^registered motion_v1 \(inferred, evolves, written\)/)
  })

  test('objects that together would be taken for a map fork once, and then are one', async () => {
    const registry = openRegistry(createMemoryStore())
    const people = (role: string): string =>
      JSON.stringify({ m: Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`${role}_${i}x`, { score: i }])) })
    const found = await registerAll(registry, people('patient'), people('carer'), people('doctor'), people('patient'), people('carer'))
    expect(found.map(lineOf)).toEqual([
      'registered motion_v1 (inferred, new, written)',
      'registered motion_v2 (inferred, forks, written): object-to-map $.m',
      'registered motion_v2 (inferred, same, written)',
      'registered motion_v1 (known, same)',
      'registered motion_v2 (known, same)',
    ])
  })
})

describe('routing', () => {
  test('known, nearest, next version: the whole way of a dataset', async () => {
    const registry = openRegistry(createMemoryStore())
    const found = await registerAll(
      registry,
      '{"a": 1, "b": 1}',
      '{"a": "x"}',
      // Compatible with the second only.
      '{"a": "x", "c": 1}',
      // Compatible with both: the first would change in two things, the second in one.
      '{"c": 1, "d": 1}',
      // Compatible with both, without a change to the second.
      '{"c": 1}',
      '{"a": 1, "b": 1}',
      '{"a": [1]}',
    )
    expect(found.map(lineOf)).toEqual([
      'registered motion_v1 (inferred, new, written)',
      'registered motion_v2 (inferred, forks, written): kind-changed $.a, field-removed $.b',
      'registered motion_v2 (inferred, evolves, written): field-added $.c',
      'registered motion_v2 (inferred, evolves, written): became-optional $.a, field-added $.d',
      'registered motion_v2 (inferred, same, written)',
      'registered motion_v1 (known, same)',
      'registered motion_v3 (inferred, forks, written): container-changed $.a, field-removed $.b',
    ])
    // The second differs in four things.
    expect(found.at(-1)!.comparedWith).toBe('motion_v1')
  })

  test('of equally near versions, the newest takes it', async () => {
    const registry = openRegistry(createMemoryStore())
    const found = await registerAll(registry, '{"a": 1}', '{"a": "x"}', '{"a": null}')
    expect(lineOf(found[2]!)).toBe('registered motion_v2 (inferred, evolves, written): became-nullable $.a')
  })

  test('a schema is known only under its entry name', async () => {
    const registry = openRegistry(createMemoryStore())
    const schema = schemaOf('{"a": 1}')
    await registry.register({ entryName: 'walk.json', schema })
    expect(lineOf(await registry.register({ entryName: 'balance.json', schema }))).toBe('registered balance_v1 (inferred, new, written)')
  })

  test('an entry name leads to the dataset that it was given', async () => {
    const registry = openRegistry(createMemoryStore())
    const schema = schemaOf('{"a": 1}')
    const given = async (request: Partial<RegistrationRequest>): Promise<string> =>
      lineOf(await registry.register({ entryName: 'walk_motion.json', schema, ...request }))
    expect(await given({ dataset: 'MotionRecord_v1' })).toBe('registered MotionRecord_v1 (given, new, written)')
    expect(await given({ dataset: 'MotionRecord_v1' })).toBe('registered MotionRecord_v1 (given, same)')
    expect(await given({ entryName: 'balance_motion.json', dataset: 'MotionRecord_v1' })).toBe(
      'registered MotionRecord_v1 (given, same, written)',
    )
    expect(await given({})).toBe('registered MotionRecord_v1 (known, same)')
    expect(await given({ entryName: 'balance_motion.json', schema: schemaOf('{"b": 1}') })).toBe(
      'registered MotionRecord_v1 (inferred, evolves, written): became-optional $.a, field-added $.b',
    )
    expect(await given({ schema: schemaOf('{"a": "x"}') })).toBe(
      'registered MotionRecord_v2 (inferred, forks, written): became-required $.a, kind-changed $.a, field-removed $.b',
    )
  })

  test('a given version takes what it can, though another is nearer; else a later one, else the next', async () => {
    const registry = openRegistry(createMemoryStore())
    const give = async (dataset: string, documents: string): Promise<string> =>
      lineOf(await registry.register({ entryName, dataset, schema: schemaOf(documents) }))
    expect(await give('Motion_v2', '{"a": 1}')).toBe('registered Motion_v2 (given, new, written)')
    expect(await give('Motion_v1', '{"b": 1}')).toBe('registered Motion_v1 (given, new, written)')
    expect(await give('Motion_v1', '{"a": 1}')).toBe('registered Motion_v1 (given, evolves, written): field-added $.a, became-optional $.b')
    expect(await give('Motion_v2', '{"a": "x"}')).toBe('registered Motion_v3 (given, forks, written): kind-changed $.a')
    expect(await give('Motion_v1', '{"a": "x", "b": 1}')).toBe('registered Motion_v3 (given, evolves, written): field-added $.b')
    expect(await give('Motion_v1', '{"a": "x"}')).toBe('registered Motion_v3 (given, same)')
    expect(await give('Motion_v3', '{"a": 1}')).toBe('registered Motion_v4 (given, forks, written): kind-changed $.a, field-removed $.b')
  })

  test('an integer that has outgrown int64 is not known by its fingerprint', async () => {
    const registry = openRegistry(createMemoryStore())
    const [small, large] = ['{"a": 1}', '{"a": 99999999999999999999}'] as const
    expect(fingerprint(schemaOf(small), 'exact')).toBe(fingerprint(schemaOf(large), 'exact'))
    const found = await registerAll(registry, small, large, small, large)
    expect(found.map(lineOf)).toEqual([
      'registered motion_v1 (inferred, new, written)',
      'registered motion_v1 (inferred, same, written): integers-beyond-int64 $.a',
      'registered motion_v1 (known, same)',
      'registered motion_v1 (known, same)',
    ])
    expect(found[1]!.version.members).toHaveLength(1)
  })
})

describe('contracts', () => {
  const line = async (registry: Registry, documents: string, contract?: Contract): Promise<string> =>
    lineOf(await registry.register({ entryName, schema: schemaOf(documents), contract }))

  test('freeze: what would change the version is refused, and nothing is ever written', async () => {
    const { store, puts } = createCountingStore()
    const registry = openRegistry(store)
    expect(await line(registry, '{"a": 1} {"b": 1}', 'freeze')).toBe('registered motion_v1 (inferred, new, written)')
    const frozen = await textsOf(store)
    expect(await line(registry, '{"a": 1} {"b": 1}')).toBe('registered motion_v1 (known, same)')
    expect(await line(registry, '{"a": 1}')).toBe('registered motion_v1 (inferred, same)')
    expect(await line(registry, '{"c": 1}')).toBe('refused motion_v1 (inferred, evolves): field-added $.c')
    expect(await line(registry, '{"a": "x"}')).toBe(
      'refused motion_v1 (inferred, forks): became-required $.a, kind-changed $.a, field-removed $.b',
    )
    expect(await line(registry, '{"a": 99999999999999999999}')).toBe('refused motion_v1 (inferred, same): integers-beyond-int64 $.a')
    expect(lineOf(await registry.register({ entryName, dataset: 'motion_v1', schema: schemaOf('{"c": 1}') }))).toBe(
      'refused motion_v1 (given, evolves): field-added $.c',
    )
    expect(await textsOf(store)).toEqual(frozen)
    expect(puts()).toBe(1)
  })

  test('fork: any change makes the next version, which forks in its turn', async () => {
    const registry = openRegistry(createMemoryStore())
    expect(await line(registry, '{"a": 1}', 'fork')).toBe('registered motion_v1 (inferred, new, written)')
    expect(await line(registry, '{"a": 1, "b": 1}')).toBe('registered motion_v2 (inferred, evolves, written): field-added $.b')
    expect(await line(registry, '{"a": 1}')).toBe('registered motion_v1 (known, same)')
    expect(await line(registry, '{"a": 1, "b": 1}')).toBe('registered motion_v2 (known, same)')
    expect(await line(registry, '{"a": 99999999999999999999}')).toBe(
      'registered motion_v3 (inferred, same, written): integers-beyond-int64 $.a',
    )
    expect(await line(registry, '{"a": 1}')).toBe('registered motion_v1 (known, same)')
    expect(await line(registry, '{"a": 99999999999999999999}')).toBe('registered motion_v3 (known, same)')
    const family = await registry.family('motion')
    expect(family!.versions.map(({ contract }) => contract)).toEqual(['fork', 'fork', 'fork'])
  })

  test('a contract that comes with a request counts for it alone', async () => {
    const registry = openRegistry(createMemoryStore())
    await line(registry, '{"a": 1}')
    expect(await line(registry, '{"b": 1}', 'freeze')).toBe('refused motion_v1 (inferred, evolves): became-optional $.a, field-added $.b')
    expect(await line(registry, '{"b": 1}')).toBe('registered motion_v1 (inferred, evolves, written): became-optional $.a, field-added $.b')
  })

  test('a contract can be changed, and that writes once', async () => {
    const { store, puts } = createCountingStore()
    const registry = openRegistry(store)
    await line(registry, '{"a": 1}')
    expect((await registry.setContract('motion_v1', 'freeze')).contract).toBe('freeze')
    expect((await registry.setContract('motion_v1', 'freeze')).contract).toBe('freeze')
    expect(puts()).toBe(2)
    expect(await line(registry, '{"b": 1}')).toMatch(/^refused/)
    await expect(registry.setContract('motion_v2', 'fork')).rejects.toMatchObject({ name: 'OptionError', code: 'unknown-dataset' })
    await expect(registry.setContract('rest_v1', 'fork')).rejects.toMatchObject({ name: 'OptionError', code: 'unknown-dataset' })
  })
})

describe('names', () => {
  const HOSTILE = [
    'motion.json',
    'Motion.json',
    'motion',
    'motion.ndjson',
    '_motion.json',
    '.motion.json',
    'mo/tion.json',
    'mo\\tion.json',
    '',
    '.',
    '..',
    '.json',
    '../../motion.json',
    '__proto__',
    'constructor',
    'con.json',
    'é.json',
    'e\u0301.json',
    '\ud800.json',
    '😀',
    'a\u0000b',
    'a\nb',
    'x'.repeat(5000),
    'X'.repeat(5000),
    'motion_v1',
  ]

  test.each([
    ['one order', HOSTILE],
    ['the other order', HOSTILE.toReversed()],
  ])('hostile entry names get keys and identifiers of their own, in %s', async (_, names) => {
    const store = createMemoryStore()
    const registry = openRegistry(store, { prefix: 'app/study/registry/' })
    const schema = schemaOf('{"a": 1}')
    const datasets = new Map<string, string>()
    for (const name of names) datasets.set(name, (await registry.register({ entryName: name, schema })).version.dataset)
    const keys = Object.keys(await textsOf(store))
    expect(new Set([...datasets.values()].map((dataset) => dataset.toLowerCase())).size).toBe(HOSTILE.length)
    expect(keys).toHaveLength(HOSTILE.length)
    expect(keys.filter((key) => !/^app\/study\/registry\/[a-z0-9_]{1,217}\.json$/.test(key))).toEqual([])
    expect([...datasets.values()].filter((dataset) => !/^[A-Za-z0-9_]{1,217}_v1$/.test(dataset))).toEqual([])
    for (const [name, dataset] of datasets) {
      const again = await openRegistry(store, { prefix: 'app/study/registry/' }).register({ entryName: name, schema })
      expect([again.version.dataset, again.version.entries, again.reason]).toEqual([dataset, [name], 'known'])
    }
  })

  test('a given name that differs from another by case alone is an error that says so', async () => {
    const registry = openRegistry(createMemoryStore())
    const schema = schemaOf('{"a": 1}')
    await registry.register({ entryName, schema, dataset: 'MotionRecord_v1' })
    await expect(registry.register({ entryName, schema, dataset: 'motionRecord_v1' })).rejects.toMatchObject({
      name: 'OptionError',
      code: 'dataset-name-taken',
      hint: 'Write "MotionRecord", or choose a name that differs by more.',
    })
    expect(await registry.family('motionrecord')).toBeUndefined()
    expect((await registry.family('MotionRecord'))?.name).toBe('MotionRecord')
  })

  test('two prefixes share nothing', async () => {
    const store = createMemoryStore()
    const [one, other] = ['a/registry/', 'b/registry/'].map((prefix) => openRegistry(store, { prefix }))
    await registerAll(one!, '{"a": 1}')
    expect(await other!.families()).toEqual([])
    expect((await one!.families()).map(({ name }) => name)).toEqual(['motion'])
  })
})

test('the file of a dataset, whole', async () => {
  const store = createMemoryStore()
  await registerAll(openRegistry(store), '{"a": 1}', '{"a": 1.5}', '{"a": "x"}')
  const { 'registry/motion.json': text } = await textsOf(store)
  const [first, second, third] = ['{"a": 1}', '{"a": 1.5}', '{"a": "x"}'].map((documents) => fingerprint(schemaOf(documents), 'exact'))
  const field = { optional: false, nullable: false, present: 0, absent: 0, nulls: 0 }
  const schema = (type: object): object => ({
    version: 1,
    documents: 0,
    root: { ...field, types: [{ kind: 'object', count: 0, fields: [{ name: 'a', ...field, types: [type] }] }] },
  })
  const entries = ['motion.json']
  const fingerprintsOf = (documents: string): object =>
    Object.fromEntries((['labels', 'shape', 'exact'] as const).map((level) => [level, fingerprint(schemaOf(documents), level)]))
  expect(JSON.parse(text!)).toEqual({
    format: 1,
    name: 'motion',
    versions: [
      {
        dataset: 'motion_v1',
        contract: 'evolve',
        entries,
        fingerprints: fingerprintsOf('{"a": 1.5}'),
        members: [first!, second!].sort(),
        schema: schema({ kind: 'number', count: 0, integers: 0, min: null, max: null, beyondSafe: 0, beyondInt64: 0 }),
        history: [
          { fingerprint: first, reason: 'inferred', verdict: 'new', comparedWith: null, changes: [] },
          {
            fingerprint: second,
            reason: 'inferred',
            verdict: 'evolves',
            comparedWith: 'motion_v1',
            changes: [
              {
                path: '$.a',
                change: 'integer-to-number',
                effect: 'evolves',
                reason: 'Was written as an integer; now also with a fraction or an exponent.',
              },
            ],
          },
        ],
      },
      {
        dataset: 'motion_v2',
        contract: 'evolve',
        entries,
        fingerprints: fingerprintsOf('{"a": "x"}'),
        members: [third],
        schema: schema({ kind: 'string', count: 0, maxLength: 0, formats: [] }),
        history: [
          {
            fingerprint: third,
            reason: 'inferred',
            verdict: 'forks',
            comparedWith: 'motion_v1',
            changes: [{ path: '$.a', change: 'kind-changed', effect: 'forks', reason: 'Was number; is string.' }],
          },
        ],
      },
    ],
  })
})

test('no value and no key of a map comes into the registry', async () => {
  const store = createMemoryStore()
  const schema = inferSchema([
    parseJson('{"pulse": 4711, "mood": "SECRET", "days": {"1999-12-31": 815}, "list": [31337.5], "big": 123456789012345678901}'),
  ])
  await openRegistry(store).register({ entryName, schema })
  const text = JSON.stringify(await textsOf(store))
  expect(text).toContain('pulse')
  for (const value of ['4711', 'SECRET', '1999', '815', '31337', '12345678901234']) expect(text).not.toContain(value)
})

describe('deep schemas', () => {
  const infer = (depth: number, open: string, close: string): Schema =>
    inferSchema([parseJson(`${open.repeat(depth)}1${close.repeat(depth)}`)], { maxDepth: 1000 })
  const always = { optional: false, nullable: false, present: 0, absent: 0, nulls: 0 }

  /** Declared, since an inferred map keeps its keys, each with all that is below. */
  function maps(depth: number): Schema {
    let root: Field = { ...always, types: [{ kind: 'boolean', count: 0 }] }
    for (let i = 0; i < depth; i++) root = { ...always, types: [{ kind: 'map', count: 0, reason: 'declared', values: root, keys: null }] }
    return { version: 1, documents: 0, root }
  }

  test.each([
    ['objects', infer(240, '{"a":', '}')],
    ['arrays', infer(240, '[', ']')],
    ['maps', maps(240)],
    ['objects and arrays', infer(120, '{"a":[', ']}')],
  ])('240 %s inside each other come back', async (_, schema) => {
    const store = createMemoryStore()
    const { version } = await openRegistry(store).register({ entryName, schema })
    expect(await openRegistry(store).families()).toEqual([{ name: 'motion', versions: [version] }])
    expect(lineOf(await openRegistry(store).register({ entryName, schema }))).toBe('registered motion_v1 (known, same)')
  })

  test('241 are refused before anything is written', async () => {
    const { store, puts } = createCountingStore()
    for (const schema of [infer(241, '{"a":', '}'), infer(241, '[', ']'), maps(241)]) {
      await expect(openRegistry(store).register({ entryName, schema })).rejects.toMatchObject({
        name: 'OptionError',
        code: 'schema-too-deep',
      })
    }
    expect(puts()).toBe(0)
  })
})
