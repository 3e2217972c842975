import {
  equalJson,
  evolvePlan,
  inferSchema,
  joinPlan,
  mergeSchemas,
  parseJson,
  planTables,
  slicePlan,
  type JsonValue,
  type PlaceOverride,
  type PlanOptions,
  type Table,
  type TablePlan,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatPath } from '../../src/names/place.js'
import { documents } from '../support/documents.js'
import { flatten, rebuild } from '../support/round-trip.js'

function plan(texts: readonly string[], options: Partial<PlanOptions> = {}): TablePlan {
  return planTables(inferSchema(texts.map((text) => parseJson(text))), { dataset: 'sharedSchema_v1', ...options })
}

function columnsOf(table: Table): string[] {
  return table.columns.map(({ name, type }) => `${name} ${type}`)
}

function tablesOf({ tables }: TablePlan): Record<string, string[]> {
  return Object.fromEntries(tables.map((table) => [table.name, columnsOf(table)]))
}

const TASK = `{"taskName":"x","scores":{"raw":1,"theta":0.5},"taskStatus":["a"],"stepHistory":[{"identifier":"s","response":1}],
  "userInteractions":[{"controlEvent":["down","up"],"stepIdentifier":"s"}],"interactions":{"items":[{"controlEvent":"x"}]}}`

describe('names', () => {
  test("the original consumer's names come out under glue", () => {
    expect(tablesOf(plan([TASK]))).toEqual({
      dataset_sharedschema_v1: [
        'recordid string',
        'entrypath string',
        'entryposition integer',
        'interactions_items integer',
        'scores_raw integer',
        'scores_theta number',
        'stepHistory integer',
        'taskName string',
        'taskStatus integer',
        'userInteractions integer',
      ],
      dataset_sharedschema_v1_interactions_items: ['recordid string', 'id integer', 'index integer', 'controlEvent string'],
      dataset_sharedschema_v1_stepHistory: ['recordid string', 'id integer', 'index integer', 'identifier string', 'response integer'],
      dataset_sharedschema_v1_taskStatus: ['recordid string', 'id integer', 'index integer', 'taskStatus_val string'],
      dataset_sharedschema_v1_userInteractions: [
        'recordid string',
        'id integer',
        'index integer',
        'controlEvent integer',
        'stepIdentifier string',
      ],
      dataset_sharedschema_v1_userInteractions_controlEvent: ['recordid string', 'id integer', 'index integer', 'controlEvent_val string'],
      dataset_sharedschema_v1_residue: ['recordid string', 'entrypath string', 'entryposition integer', 'pointer string', 'json string'],
    })
  })

  test('the dotted name that a consumer uses is offered as an alias', () => {
    const alias = 'userInteractions.val.controlEvent.val'
    const { tables } = plan([TASK], { overrides: { '$.userInteractions[].controlEvent[]': { alias } } })
    const column = tables.flatMap(({ columns }) => columns).find((candidate) => candidate.alias === alias)
    expect(column?.name).toBe('controlEvent_val')
  })

  test('the other conventions', () => {
    expect(Object.keys(tablesOf(plan([TASK], { convention: 'snake_case' })))).toContain('shared_schema_v1_user_interactions_control_event')
    expect(Object.keys(tablesOf(plan([TASK], { convention: 'identity' })))).toContain('sharedSchema_v1.userInteractions.controlEvent')
  })

  test('a union has a column for each kind, the first in the order number, string, boolean with the bare name', () => {
    const names = (...texts: string[]): string[] => columnsOf(plan(texts).tables[0]!).slice(3)
    expect(names('{"a":true}', '{"a":"x"}', '{"a":1}')).toEqual(['a integer', 'a_string string', 'a_boolean boolean'])
    expect(names('{"a":true}', '{"a":"x"}')).toEqual(['a string', 'a_boolean boolean'])
    expect(names('{"a":1}', '{"a":[1]}', '{"a":{"b":1}}')).toEqual(['a integer', 'a_array integer', 'a_b integer'])
  })

  test('two sources never share a name, nor does one differ by case alone or take an injected one', () => {
    fc.assert(
      fc.property(
        fc.array(documents, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('glue' as const, 'snake_case' as const, 'identity' as const),
        (docs, convention) => {
          const { tables } = planTables(inferSchema(docs), { dataset: 'd_v1', convention })
          for (const names of [tables.map(({ name }) => name), ...tables.map(({ columns }) => columns.map(({ name }) => name))]) {
            const folded = names.map((name) => name.normalize('NFKC').toLowerCase())
            expect(new Set(folded).size).toBe(names.length)
            expect(names.every((name) => name !== '' && name.length <= 255)).toBe(true)
            if (convention !== 'identity') expect(names.every((name) => /^[A-Za-z0-9_]+$/.test(name))).toBe(true)
          }
        },
      ),
      { numRuns: 3000, seed: 1 },
    )
  })

  test('names are Unicode that every reader gives back, however hostile the keys', async () => {
    const keys = ['\ud800', '\ud801', '\ufeffa', 'a', `${'x'.repeat(190)}😀${'y'.repeat(20)}`, '\u0000', 'é'.repeat(300)]
    const docs = [Object.fromEntries(keys.map((key, i) => [key, i % 2 === 0 ? i : [i]]))]
    const found = flatten(docs, { convention: 'identity' })
    const names = found.plan.tables.flatMap(({ name, columns }) => [name, ...columns.map((column) => column.name)])
    expect(
      names.filter((name) => !name.isWellFormed() || name.startsWith('\ufeff') || new TextEncoder().encode(name).length > 255),
    ).toEqual([])
    expect(await rebuild(found)).toEqual(docs)
  })

  test('a key of a megabyte has a short name', () => {
    const [name] = plan([`{"${'k'.repeat(2 ** 20)}":1}`]).tables[0]!.columns.slice(-1)
    expect(name!.name).toMatch(/^k+_[0-9a-f]{8}$/)
    expect(name!.name.length).toBe(200)
  })
})

describe('a plan', () => {
  test('does not depend on the order of documents, and survives JSON', () => {
    fc.assert(
      fc.property(fc.array(documents, { minLength: 1, maxLength: 6 }), (docs) => {
        const expected = planTables(inferSchema(docs), { dataset: 'd_v1' })
        expect(planTables(inferSchema(docs.toReversed()), { dataset: 'd_v1' })).toEqual(expected)
        expect(JSON.parse(JSON.stringify(expected))).toEqual(expected)
        expect(
          joinPlan(
            expected.tables
              .slice(0, -1)
              .map((_, i) => slicePlan(expected, i))
              .toReversed(),
          ),
        ).toEqual(expected)
      }),
      { numRuns: 1000, seed: 2 },
    )
  })

  test('what does not fit the limits becomes JSON text, and is reported', () => {
    const wide = `{"a":{${Array.from({ length: 30 }, (_, i) => `"f${i}":${i}`).join(',')}},"b":{"c":1}}`
    const limited = plan([wide], { limits: { maxColumns: 10 } })
    expect(limited.limited).toEqual([{ path: '$.a', limit: 'maxColumns' }])
    expect(columnsOf(limited.tables[0]!).slice(3)).toEqual(['a string', 'b_c integer'])
    const deep = plan(['{"a":[{"b":[{"c":[1]}]}],"d":[1]}'], { limits: { maxTables: 3 } })
    expect(deep.limited).toEqual([
      { path: '$.a[].b[].c', limit: 'maxTables' },
      { path: '$.a[].b', limit: 'maxTables' },
    ])
  })

  test('an incomplete set of slices is refused', () => {
    const whole = plan([TASK])
    expect(() => joinPlan([slicePlan(whole, 0), slicePlan(whole, 1)])).toThrow(/table 3 of 7 is missing/)
    expect(() => joinPlan([slicePlan(whole, 1)])).toThrow(/root table is missing/)
  })
})

describe('overrides', () => {
  async function roundTrip(
    texts: readonly string[],
    overrides: Record<string, PlaceOverride>,
  ): Promise<ReturnType<typeof flatten> & { docs: JsonValue[] }> {
    const docs = texts.map((text) => parseJson(text))
    const flattened = flatten(docs, { overrides })
    return { ...flattened, docs: await rebuild(flattened) }
  }

  function cells({ plan: { tables: planned }, tables }: ReturnType<typeof flatten>, table: number, column: string): unknown {
    const { name, columns } = planned[table]!
    const index = columns.findIndex((candidate) => candidate.name === column)
    return tables.get(name)!.flatMap((batch) => [...batch.cells(index)])
  }

  test('json keeps a subtree as text', async () => {
    const found = await roundTrip(['{"a":{"b":[1,{"c":9007199254740993}]},"d":1}'], { '$.a': { json: true } })
    expect(columnsOf(found.plan.tables[0]!).slice(3)).toEqual(['a string', 'd integer'])
    expect(cells(found, 0, 'a')).toEqual(['{"b":[1,{"c":9007199254740993}]}'])
    expect(equalJson(found.docs[0]!, parseJson('{"a":{"b":[1,{"c":9007199254740993}]},"d":1}'))).toBe(true)
  })

  test('exclude leaves a subtree out, and counts what it held', async () => {
    const found = await roundTrip(['{"a":{"b":[1,2],"c":"x"},"d":1}', '{"a":null,"d":2}'], { '$.a': { exclude: true } })
    expect(found.docs).toEqual([{ d: 1 }, { d: 2 }])
    expect(found.leaves).toEqual({ cells: 2, json: 0, residue: 0, excluded: 3 })
    expect(found.plan.tables.map(({ path }) => path)).toEqual(['$', '$'])
  })

  test('rename stands for the key in all names below', async () => {
    const found = await roundTrip(['{"a":{"b":1,"l":[{"x":1}]}}'], { '$.a': { rename: 'alpha' }, '$.a.l': { rename: 'items' } })
    expect(found.plan.tables.map(({ name }) => name)).toEqual(['dataset_test_v1', 'dataset_test_v1_alpha_items', 'dataset_test_v1_residue'])
    expect(columnsOf(found.plan.tables[0]!).slice(3)).toEqual(['alpha_b integer', 'alpha_items integer'])
    expect(found.docs).toEqual([{ a: { b: 1, l: [{ x: 1 }] } }])
  })

  test('type string keeps numbers as text, of any size', async () => {
    const found = await roundTrip(['{"a":1.10}', '{"a":7.0}', '{"a":-0}', '{"a":5}', '{"a":1e999}'], { '$.a': { type: 'string' } })
    expect(cells(found, 0, 'a')).toEqual(['1.1', '7.0', '-0', '5', '1e999'])
    expect(found.leaves.residue).toBe(0)
  })

  test('type timestamp and date convert, and keep the spelling where the column would not give it back', async () => {
    const texts = [
      '{"t":"2022-02-15T12:44:14.502-08:00","d":"2024-02-29"}',
      '{"t":"2022-02-15T20:44:14.502Z","d":"soon"}',
      '{"t":"1969-12-31T23:59:59.999999Z"}',
    ]
    const found = await roundTrip(texts, { '$.t': { type: 'timestamp' }, '$.d': { type: 'date' } })
    expect(cells(found, 0, 't')).toEqual([1644957854502000n, 1644957854502000n, -1n])
    expect(cells(found, 0, 'd')).toEqual([19782, null, null])
    expect(found.docs).toEqual(texts.map((text) => JSON.parse(text) as unknown))
    expect(found.leaves).toEqual({ cells: 4, json: 0, residue: 1, excluded: 0 })
  })

  test('a type is for the kinds that it can hold; the others keep their own, and no value changes', async () => {
    const kinds: readonly (readonly [name: string, texts: readonly string[], own: readonly string[]])[] = [
      ['string', ['"hello"', '"12.5"', '"2024-02-29"'], ['a string']],
      ['boolean', ['true', 'false'], ['a boolean']],
      ['integer', ['1', '-7'], ['a integer']],
      ['number', ['1', '0.5', '-0'], ['a number']],
      ['union', ['true', '"x"', '3'], ['a integer', 'a_string string', 'a_boolean boolean']],
      ['null', ['null', 'null'], ['a string']],
      ['containers', ['{"b":1}', '[1]', '"x"'], ['a string', 'a_array integer', 'a_b integer']],
    ]
    const fitting: Readonly<Record<string, readonly string[]>> = {
      string: ['integer', 'number', 'union'],
      number: ['integer', 'number', 'union'],
      integer: ['integer', 'number', 'union'],
      timestamp: ['string', 'union', 'containers', 'null'],
      date: ['string', 'union', 'containers', 'null'],
    }
    for (const [type, fits] of Object.entries(fitting)) {
      for (const [name, values, own] of kinds) {
        const texts = values.map((value) => `{"a":${value},"l":[{"z":1}]}`)
        const overrides = { '$.a': { type: type as NonNullable<PlaceOverride['type']>, pushdown: true } }
        const found = await roundTrip(texts, overrides)
        expect([name, type, found.docs.map((value, i) => equalJson(value, parseJson(texts[i]!)))]).toEqual([
          name,
          type,
          texts.map(() => true),
        ])
        const columns = columnsOf(found.plan.tables[0]!).filter((column) => column.startsWith('a'))
        if (!fits.includes(name)) expect([name, type, columns]).toEqual([name, type, own])
        else expect([name, type, columns.some((column) => column.endsWith(` ${type}`))]).toEqual([name, type, true])
      }
    }
  })

  test('pushdown copies a value into every row below', async () => {
    const texts = ['{"run":"r1","l":[{"m":[1,2]},{"m":[]}]}', '{"run":5,"l":[{"m":[3]}]}']
    const found = await roundTrip(texts, { '$.run': { pushdown: true } })
    expect(columnsOf(found.plan.tables[2]!)).toEqual([
      'recordid string',
      'id integer',
      'index integer',
      'm_val integer',
      'run integer',
      'run_string string',
    ])
    expect(cells(found, 2, 'run_string')).toEqual(['r1', 'r1', null])
    expect(cells(found, 2, 'run')).toEqual([null, null, 5n])
    expect(found.docs).toEqual(texts.map((text) => JSON.parse(text) as unknown))
  })

  test('a path that meets nothing is refused: it is probably misspelt', () => {
    expect(() => plan([TASK], { overrides: { '$.taskNam': { exclude: true } } })).toThrow(/"\$\.taskNam"/)
  })

  test.each<[unknown, RegExp]>([
    [{ type: 'decimal' }, /"type" of the override at "\$\.taskName" must be one of: string, number, integer, timestamp, date/],
    [{ type: 'boolean' }, /"type"/],
    [{ json: 'yes' }, /"json" .* must be true or false/],
    [{ rename: 5 }, /"rename" .* must be a name/],
    [{ rename: '' }, /"rename" .* must be a name/],
    [{ alias: '' }, /"alias"/],
    [{ typo: true }, /has a member "typo".*json, map, exclude, rename, type, pushdown, alias/],
    [true, /is no object.*json, map/],
    [['json'], /is no object/],
  ])('an override that says nothing that there is (%j) is refused, with dataset and path', (override, message) => {
    const overrides = { '$.taskName': override as PlaceOverride }
    const schema = inferSchema([parseJson(TASK)])
    const refused = expect.objectContaining({ name: 'OptionError', code: 'bad-overrides', place: { dataset: 'd_v1' } })
    expect(() => planTables(schema, { dataset: 'd_v1', overrides })).toThrow(refused)
    expect(() => planTables(schema, { dataset: 'd_v1', overrides })).toThrow(message)
    expect(() => evolvePlan(planTables(schema, { dataset: 'd_v1' }), schema, { overrides })).toThrow(message)
  })

  test('a member that is undefined says nothing', () => {
    expect(plan([TASK], { overrides: { '$.taskName': { type: undefined, json: false } } })).toEqual(plan([TASK]))
  })

  test('a map must be one in the schema too', () => {
    expect(() => plan([TASK], { overrides: { '$.scores': { map: true } } })).toThrow(/mapOverrides/)
    const schema = inferSchema([parseJson(TASK)], { mapOverrides: { '$.scores': 'map' } })
    expect(planTables(schema, { dataset: 'd_v1', overrides: { '$.scores': { map: true } } }).tables.map(({ path }) => path)).toContain(
      '$.scores{}',
    )
  })
})

describe('a plan that is extended', () => {
  const sets = fc.array(documents, { minLength: 1, maxLength: 4 })

  test('keeps every column, in its place, with its name and type, and rebuilds the documents of before and after', async () => {
    await fc.assert(
      fc.asyncProperty(sets, sets, async (before, after) => {
        const first = inferSchema(before)
        const old = planTables(first, { dataset: 'd_v1' })
        const evolved = evolvePlan(old, mergeSchemas([first, inferSchema(after)]))
        for (const table of old.tables) {
          const now = evolved.tables.find(({ name }) => name === table.name)!
          expect(now.path).toBe(table.path)
          for (const [i, column] of table.columns.entries()) {
            const widened = column.type === 'integer' && now.columns[i]!.type === 'number'
            expect(now.columns[i]).toEqual(widened ? { ...column, type: 'number' } : column)
          }
          expect(now.empty.slice(0, table.empty.length)).toEqual(table.empty)
        }
        for (const docs of [before, after]) {
          const rebuilt = await rebuild(flatten(docs, { plan: evolved }))
          expect(docs.every((doc, i) => equalJson(doc, rebuilt[i]!))).toBe(true)
        }
      }),
      { numRuns: 1000, seed: 3 },
    )
  })

  test('does not change where nothing is new', () => {
    fc.assert(
      fc.property(sets, (docs) => {
        const schema = inferSchema(docs)
        const old = planTables(schema, { dataset: 'd_v1' })
        expect(evolvePlan(old, schema)).toEqual(old)
      }),
      { numRuns: 1000, seed: 4 },
    )
  })

  test('an integer that becomes a fraction widens its column; a kind that joins another takes a column of its own', () => {
    const schema = (text: string): ReturnType<typeof inferSchema> => inferSchema([parseJson(text)])
    const old = planTables(schema('{"a":1,"b":"x"}'), { dataset: 'd_v1' })
    const evolved = evolvePlan(old, mergeSchemas([schema('{"a":1,"b":"x"}'), schema('{"a":0.5,"b":1,"c":[1]}')]))
    expect(columnsOf(evolved.tables[0]!).slice(3)).toEqual(['a number', 'b string', 'b_number integer', 'c integer'])
    expect(evolved.tables.map(({ path }) => path)).toEqual(['$', '$.c[]', '$'])
  })

  test('rows of before are read by the plan of after', async () => {
    await fc.assert(
      fc.asyncProperty(sets, sets, async (before, after) => {
        const first = inferSchema(before)
        const old = planTables(first, { dataset: 'd_v1' })
        const evolved = evolvePlan(old, mergeSchemas([first, inferSchema(after)]))
        const rebuilt = await rebuild({ plan: evolved, tables: flatten(before, { plan: old }).tables })
        expect(before.every((doc, i) => equalJson(doc, rebuilt[i]!))).toBe(true)
      }),
      { numRuns: 1000, seed: 5 },
    )
  })

  describe('and overrides', () => {
    const schema = inferSchema([parseJson('{"v":1,"w":0.5,"t":"x","email":"e","list":[{"n":1}],"o":{"p":{"q":1},"r":2}}')])
    const old = planTables(schema, { dataset: 'd_v1' })

    test.each<[string, PlaceOverride]>([
      ['$.v', { type: 'string' }],
      ['$.w', { type: 'integer' }],
      ['$.t', { type: 'timestamp' }],
      ['$.list[].n', { type: 'string' }],
      ['$.email', { exclude: true }],
      ['$.list', { exclude: true }],
      ['$.list[]', { exclude: true }],
      ['$.o.p', { exclude: true }],
      ['$.v', { rename: 'value' }],
      ['$.list', { rename: 'l' }],
      ['$.o', { rename: 'object' }],
      ['$.list', { json: true }],
      ['$.list[]', { json: true }],
      ['$.o', { json: true }],
      ['$.o.p', { json: true }],
      ['$.v', { alias: 'value' }],
    ])('what would change it at %s (%j) is refused, with dataset and path', (path, override) => {
      const given = { overrides: { [path]: override } }
      const refused = expect.objectContaining({ name: 'OptionError', code: 'plan-differs', place: { dataset: 'd_v1' } })
      expect(() => evolvePlan(old, schema, given)).toThrow(refused)
      expect(() => evolvePlan(old, schema, given)).toThrow(JSON.stringify(path))
      // Planned with it from the start, it changes nothing.
      const made = planTables(schema, { dataset: 'd_v1', ...given })
      expect(evolvePlan(made, schema, given)).toEqual(made)
    })

    test.each<[string, PlaceOverride]>([
      ['$.v', { type: 'integer' }],
      ['$.v', { rename: 'v' }],
      ['$.v', { json: true }],
      ['$.v', { exclude: false, json: false }],
      ['$.t', { type: 'string' }],
      ['$.o.p', { type: 'string' }],
    ])('what changes nothing at %s (%j) is passed over', (path, override) => {
      expect(evolvePlan(old, schema, { overrides: { [path]: override } })).toEqual(old)
    })

    test('what is new is planned by them', () => {
      const grown = mergeSchemas([schema, inferSchema([parseJson('{"new":1,"secret":"s","tree":{"a":[1]}}')])])
      const overrides = { '$.new': { type: 'string', rename: 'fresh' }, '$.secret': { exclude: true }, '$.tree': { json: true } } as const
      const evolved = evolvePlan(old, grown, { overrides })
      expect(columnsOf(evolved.tables[0]!).slice(columnsOf(old.tables[0]!).length)).toEqual(['fresh string', 'tree string'])
      expect(evolvePlan(evolved, grown, { overrides })).toEqual(evolved)
    })

    test('an integer may become a number, and a value be pushed down: that is what extending does', () => {
      const evolved = evolvePlan(old, schema, { overrides: { '$.v': { type: 'number', pushdown: true } } })
      expect(columnsOf(evolved.tables[0]!)).toContain('v number')
      expect(columnsOf(evolved.tables[1]!)).toContain('v number')
    })

    const override = fc.record<PlaceOverride>(
      {
        json: fc.boolean(),
        exclude: fc.boolean(),
        rename: fc.constantFrom('a', 'B', 'x y', 'val'),
        type: fc.constantFrom('string', 'number', 'integer', 'timestamp', 'date'),
        pushdown: fc.boolean(),
        alias: fc.constantFrom('a', 'b.c'),
      },
      { requiredKeys: [] },
    )

    test('any that it was made with may be given again, also when the schema has grown', () => {
      fc.assert(
        fc.property(sets, sets, fc.array(override, { minLength: 1, maxLength: 4 }), fc.nat(), (before, after, given, seed) => {
          const first = inferSchema(before)
          const places = pathsOf(first)
          const overrides = Object.fromEntries(given.map((item, i) => [places[(seed + i * 7) % places.length]!, item]))
          const options = { dataset: 'd_v1', overrides }
          if (!isMet(() => planTables(first, options))) return
          const made = planTables(first, options)
          expect(evolvePlan(made, first, options)).toEqual(made)
          isMet(() => evolvePlan(made, mergeSchemas([first, inferSchema(after)]), options))
        }),
        { numRuns: 1000, seed: 6 },
      )
    })

    /** Paths of all places that a plan without overrides has columns for. */
    function pathsOf(any: ReturnType<typeof inferSchema>): string[] {
      const { tables } = planTables(any, { dataset: 'd_v1' })
      return [
        '$',
        ...tables.flatMap(({ path, columns }) =>
          columns.flatMap(({ source }) => ('path' in source ? [path + formatPath(source.path).slice(1)] : [])),
        ),
      ]
    }

    /** An override below another one that leaves its place out is not met. */
    function isMet(make: () => unknown): boolean {
      try {
        make()
        return true
      } catch (error) {
        expect(error).toMatchObject({ code: 'unknown-path' })
        return false
      }
    }
  })
})
