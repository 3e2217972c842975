import { archiveSchemas, openArchive, parseJson, SchemaError } from '@bridge-downstream/core'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { createValidator } from '../../src/validation/index.js'
import { schemaErrorOf } from '../datasets/schema-error.js'
import { brokenIn, compileOne, sourceOf } from './schema-sources.js'

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#'
const a = 'https://example.org/v1/a.json'

describe('references', () => {
  test('are relative to where the schema was found', async () => {
    const source = sourceOf({
      [a]: { properties: { b: { $ref: 'sub/b.json' }, c: { $ref: '../c.json#/definitions/c' } } },
      'https://example.org/v1/sub/b.json': { $ref: './b2.json' },
      'https://example.org/v1/sub/b2.json': { type: 'string' },
      'https://example.org/c.json': { definitions: { c: { type: 'integer' } } },
    })
    const compiled = await createValidator(source).compile(a)
    expect(brokenIn(compiled, '{"b":1,"c":"x"}')).toEqual(['/b type', '/c type'])
    expect(compiled.documents.map(({ url }) => url)).toEqual(source.asked)
    expect([...source.asked].sort()).toEqual([
      'https://example.org/c.json',
      a,
      'https://example.org/v1/sub/b.json',
      'https://example.org/v1/sub/b2.json',
    ])
  })

  test('start from where a redirect led', async () => {
    const moved = { get: async () => ({ url: 'https://example.org/v2/a.json', sha256: '', schema: { $ref: 'b.json' } }) }
    const b = sourceOf({ 'https://example.org/v2/b.json': { type: 'string' } })
    const source = { get: async (url: string) => (url === a ? moved.get() : b.get(url)) }
    const compiled = await createValidator(source).compile(a)
    expect([compiled.url, brokenIn(compiled, '1')]).toEqual(['https://example.org/v2/a.json', [' type']])
  })

  test.each(['schemas/v0/a.json', 'https://elsewhere.example/a.json', 'sharedSchema', 'urn:uuid:1', '', '%', 'https://['])(
    'do not depend on the $id %j of the root',
    async ($id) => {
      const source = sourceOf({
        [a]: {
          $id,
          properties: { b: { $ref: 'b.json' }, self: { $ref: '#' }, named: { $ref: '#Name' } },
          definitions: { n: { $id: '#Name', type: 'string' } },
        },
        'https://example.org/v1/b.json': { $id: 'schemas/v0/b.json', type: 'integer' },
      })
      const compiled = await createValidator(source).compile(a)
      expect(brokenIn(compiled, '{"b":"x","self":{"b":"x"},"named":1}')).toEqual(['/b type', '/self/b type', '/named type'])
    },
  )

  test('may name the root by its $id', async () => {
    for (const $id of ['schemas/v0/a.json', 'https://elsewhere.example/a.json']) {
      const compiled = await compileOne({
        $id,
        properties: { a: { $ref: `${$id}#/definitions/x` } },
        definitions: { x: { type: 'string' } },
      })
      expect(brokenIn(compiled, '{"a":1}')).toEqual(['/a type'])
    }
  })

  test('within a schema that is embedded with an $id of its own start from that', async () => {
    const source = sourceOf({
      [a]: {
        properties: {
          a: {
            $id: 'inner/x.json',
            properties: { b: { $ref: 'b.json' }, c: { $ref: '#/definitions/c' } },
            definitions: { c: { type: 'string' } },
          },
        },
        definitions: { c: { type: 'boolean' } },
      },
      'https://example.org/v1/inner/b.json': { type: 'integer' },
    })
    const compiled = await createValidator(source).compile(a)
    expect(brokenIn(compiled, '{"a":{"b":"x","c":1}}')).toEqual(['/a/b type', '/a/c type'])
  })

  test('to anchors of one name lead to that of the document', async () => {
    const definitions = (type: string): object => ({ definitions: { x: { $id: '#Kind', type } } })
    const source = sourceOf({
      [a]: { properties: { a: { $ref: '#Kind' }, b: { $ref: 'b.json#Kind' }, c: { $ref: 'b.json' } }, ...definitions('string') },
      'https://example.org/v1/b.json': { properties: { d: { $ref: '#Kind' } }, ...definitions('integer') },
    })
    const compiled = await createValidator(source).compile(a)
    expect(brokenIn(compiled, '{"a":1,"b":"x","c":{"d":"x"}}')).toEqual(['/a type', '/b type', '/c/d type'])
  })

  test('in circles, also across documents', async () => {
    const source = sourceOf({
      [a]: { type: 'object', properties: { b: { $ref: 'b.json' } } },
      'https://example.org/v1/b.json': { type: 'object', properties: { a: { $ref: 'a.json' } }, required: ['a'] },
    })
    const compiled = await createValidator(source).compile(a)
    expect(brokenIn(compiled, '{"b":{"a":{"b":{"a":{"b":{}}}}}}')).toEqual(['/b/a/b/a/b required'])
    expect(source.asked.length).toBe(2)
  })

  test('that are never reached are not fetched', async () => {
    const source = sourceOf({ [a]: { type: 'string', definitions: { unused: { $ref: 'missing.json' } } } })
    await createValidator(source).compile(a)
    expect(source.asked).toEqual([a])
  })

  test('to places that no keyword makes a schema', async () => {
    const compiled = await compileOne({ $ref: '#/components/a~1b/0', components: { 'a/b': [{ type: 'string' }] } })
    expect(brokenIn(compiled, '1')).toEqual([' type'])
  })

  test('up to draft-07 hide what stands beside them, and later do not', async () => {
    const schema = { $ref: '#/definitions/any', type: 'string', definitions: { any: true } }
    expect(brokenIn(await compileOne({ ...schema, $schema: DRAFT_07 }), '1')).toEqual([])
    expect(brokenIn(await compileOne({ ...schema, $schema: 'https://json-schema.org/draft/2020-12/schema' }), '1')).toEqual([' type'])
  })

  test('to a part of a document can begin with', async () => {
    const source = sourceOf({ [a]: { definitions: { x: { $id: '#X', type: 'string' } } } })
    const validator = createValidator(source)
    expect(brokenIn(await validator.compile(`${a}#/definitions/x`), '1')).toEqual([' type'])
    expect(brokenIn(await validator.compile(`${a}#X`), '1')).toEqual([' type'])
  })

  test('to the dialects themselves need no network', async () => {
    const source = sourceOf({ [a]: { properties: { s: { $ref: 'http://json-schema.org/draft-07/schema#' } } } })
    const compiled = await createValidator(source).compile(a)
    expect(brokenIn(compiled, '{"s":{"type":7}}').length).toBeGreaterThan(0)
    expect(brokenIn(compiled, '{"s":{"type":"string"}}')).toEqual([])
    expect(source.asked).toEqual([a])
  })

  test.each([
    ['#/definitions/missing', 'schema-invalid'],
    ['#missing', 'schema-invalid'],
    ['#/constructor', 'schema-invalid'],
    ['#/__proto__', 'schema-invalid'],
    ['https://[', 'schema-invalid'],
    ['#/properties/a/title', 'schema-invalid'],
    ['b.json#/x', 'schema-invalid'],
    ['missing.json', 'schema-not-found'],
  ])('to %s fail', async ($ref, code) => {
    const source = sourceOf({ [a]: { properties: { a: { title: 'x' }, b: { $ref } } }, 'https://example.org/v1/b.json': {} })
    const error = await schemaErrorOf(createValidator(source).compile(a))
    expect(error.code).toBe(code)
    if (code === 'schema-invalid' && !$ref.endsWith('title')) {
      expect([error.place.schema, error.place.pointer]).toEqual([a, '/properties/b/$ref'])
    }
  })
})

describe('the archive', () => {
  test('has schemas of its own, which refer to each other and to the network', async () => {
    const text = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
    const files = {
      's/answers_schema.json': text({ $ref: 'kinds.json#/definitions/k' }),
      's/kinds.json': text({ definitions: { k: { $ref: a } } }),
    }
    const source = sourceOf({ [a]: { type: 'integer' } })
    const { entries } = openArchive(zipSync(files), { name: 'a.zip' })
    const compiled = await createValidator(archiveSchemas(entries, source)).compile('archive:///answers_schema.json')
    // The base name leads to the schema, and its own path is not known to its references.
    expect(brokenIn(compiled, '"x"')).toEqual([' type'])
    expect(source.asked).toEqual([a])
  })
})

describe('dialects', () => {
  test.each([
    ['http://json-schema.org/draft-06/schema#', 'draft-06', '{"contains":{"const":1}}', '[2]', [' contains']],
    ['http://json-schema.org/draft-06/schema#', 'draft-06', '{"if":true,"then":false}', '1', []],
    ['http://json-schema.org/draft-07/schema', 'draft-07', '{"if":true,"then":false}', '1', [' false schema', ' if']],
    [
      'https://json-schema.org/draft-07/schema#',
      'draft-07',
      '{"items":[{"type":"string"}],"additionalItems":false}',
      '["x",1]',
      [' additionalItems'],
    ],
    [
      'https://json-schema.org/draft/2019-09/schema',
      '2019-09',
      '{"items":[true],"unevaluatedItems":false}',
      '[1,2]',
      [' unevaluatedItems'],
    ],
    ['https://json-schema.org/draft/2020-12/schema', '2020-12', '{"prefixItems":[true],"items":false}', '[1,2]', [' items']],
    [
      'https://json-schema.org/draft/2020-12/schema',
      '2020-12',
      '{"$defs":{"n":{"$anchor":"n","type":"string"}},"$ref":"#n"}',
      '1',
      [' type'],
    ],
  ])('%s', async ($schema, dialect, text, document, broken) => {
    const compiled = await compileOne({ $schema, ...(JSON.parse(text) as object) })
    expect([compiled.dialect, brokenIn(compiled, document)]).toEqual([dialect, broken])
  })

  test('draft-07 where none is named, also in what a schema refers to', async () => {
    expect((await compileOne({ type: 'string' })).dialect).toBe('draft-07')
    const late = 'https://json-schema.org/draft/2020-12/schema'
    const source = sourceOf({
      [a]: { $schema: late, $ref: 'b.json' },
      'https://example.org/v1/b.json': { prefixItems: [{ type: 'string' }] },
    })
    expect(brokenIn(await createValidator(source).compile(a), '[1]')).toEqual(['/0 type'])
  })

  test.each([
    'http://json-schema.org/draft-04/schema#',
    'https://example.org/my-dialect',
    'https://sage-bionetworks.github.io/ArchiveMap.json',
  ])('%s is not understood', async ($schema) => {
    const error = await schemaErrorOf(compileOne({ $schema }))
    expect([error.code, error.place.pointer]).toEqual(['schema-unsupported', '/$schema'])
  })

  test('that differ do not mix', async () => {
    const source = sourceOf({
      [a]: { $schema: DRAFT_07, $ref: 'b.json' },
      'https://example.org/v1/b.json': { $schema: 'https://json-schema.org/draft/2020-12/schema' },
    })
    const error = await schemaErrorOf(createValidator(source).compile(a))
    expect([error.code, error.place.schema]).toEqual(['schema-unsupported', 'https://example.org/v1/b.json'])
  })

  test('dynamic references lead to the only place of the name, and not to one of several', async () => {
    const $schema = 'https://json-schema.org/draft/2020-12/schema'
    const tree = { $dynamicAnchor: 'node', properties: { children: { items: { $dynamicRef: '#node' } }, n: { type: 'integer' } } }
    expect(brokenIn(await compileOne({ $schema, ...tree }), '{"children":[{"n":"x"}]}')).toEqual(['/children/0/n type'])
    const error = await schemaErrorOf(compileOne({ $schema, ...tree, $defs: { other: { $id: 'other', $dynamicAnchor: 'node' } } }))
    expect([error.code, error.place.pointer]).toEqual(['schema-unsupported', '/properties/children/items/$dynamicRef'])
  })

  test('unknown keywords and formats are let be, and formats are not asserted', async () => {
    const compiled = await compileOne({ type: 'string', format: 'date-time', 'x-unknown': { $ref: 7 }, minimum: 3 })
    expect(brokenIn(compiled, '"no date"')).toEqual([])
    expect(brokenIn(await compileOne({ format: 'no-such-format' }), '"x"')).toEqual([])
  })

  test('what only the compiler knows means nothing', async () => {
    expect(brokenIn(await compileOne({ $async: true, type: 'string' }), '1')).toEqual([' type'])
    expect(brokenIn(await compileOne({ nullable: true, type: 'string' }), 'null')).toEqual([' type'])
    expect(brokenIn(await compileOne({ id: 'x', type: 'string', stopIfManyErrors: true, $data: '/x' }), '1')).toEqual([' type'])
  })

  test('an empty list of schemas, as older schemas of mobile-client-json have it, says nothing', async () => {
    expect(brokenIn(await compileOne({ allOf: [], type: 'string' }), '1')).toEqual([' type'])
    expect((await schemaErrorOf(compileOne({ anyOf: [] }))).code).toBe('schema-invalid')
  })
})

describe('what is no schema', () => {
  test.each([
    ['7', ''],
    ['[]', ''],
    ['null', ''],
    ['{"type":"text"}', '/type'],
    ['{"properties":{"a":{"minLength":-1}}}', '/properties/a/minLength'],
    ['{"properties":[]}', '/properties'],
    ['{"pattern":"("}', ''],
  ])('%s', async (text, pointer) => {
    const error = await schemaErrorOf(compileOne(text))
    expect([error.code, error.place.schema, error.place.pointer]).toEqual(['schema-invalid', 'https://example.org/schema.json', pointer])
  })
})

describe('hostile schemas', () => {
  test('a reference to itself', async () => {
    expect(brokenIn(await compileOne({ $ref: '#' }), '1')).toEqual([' tooDeep'])
    expect(brokenIn(await compileOne({ properties: { a: { allOf: [{ $ref: '#/properties/a' }] } } }), '{"a":1}')).toEqual([' tooDeep'])
  })

  test('keys that JavaScript knows, in the schema and in the document', async () => {
    const compiled = await compileOne(
      '{"properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"},"toString":false},"required":["valueOf","__proto__"]}',
    )
    expect(brokenIn(compiled, '{"__proto__":1,"constructor":1,"toString":1}').sort()).toEqual([
      ' required',
      '/__proto__ type',
      '/constructor type',
      '/toString false schema',
    ])
    expect(brokenIn(compiled, '{}')).toEqual([' required', ' required'])
    expect(brokenIn(compiled, '{"__proto__":"x","valueOf":1}')).toEqual([])
    const closed = await compileOne(
      '{"properties":{"__proto__":true,"a":true},"patternProperties":{"__proto__":{"type":"string"}},"additionalProperties":false}',
    )
    expect(brokenIn(closed, '{"__proto__":"x","a":1}')).toEqual([])
    expect(brokenIn(closed, '{"constructor":"x","__proto__":1}')).toEqual([' additionalProperties', '/__proto__ type'])
    expect(brokenIn(await compileOne('{"__proto__":{"type":"string"},"constructor":{},"toString":1,"$ref":"#/__proto__"}'), '1')).toEqual([
      ' type',
    ])
    expect((await schemaErrorOf(compileOne('{"dependencies":{"__proto__":["a"]}}'))).code).toBe('schema-unsupported')
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test('one that nests deep', async () => {
    const depth = 900
    const compiled = await compileOne(`${'{"items":'.repeat(depth)}{"type":"string"}${'}'.repeat(depth)}`).catch((error: unknown) => error)
    if (compiled instanceof SchemaError) expect(compiled.code).toBe('schema-too-large')
    else expect(brokenIn(compiled as Awaited<ReturnType<typeof compileOne>>, '"not nested"')).toEqual([])
  })

  test('a long chain of references', async () => {
    const links = 20_000
    const definitions = Object.fromEntries(Array.from({ length: links }, (_, i) => [`d${i}`, { $ref: `#/definitions/d${i + 1}` }]))
    const outcome = await compileOne({
      $ref: '#/definitions/d0',
      definitions: { ...definitions, [`d${links}`]: { type: 'string' } },
    }).catch((error: unknown) => error)
    expect(outcome).toMatchObject({ code: 'schema-too-large' })
  })

  test('many parts', async () => {
    const properties = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`p${i}`, { type: 'string' }]))
    const source = sourceOf({ [a]: { properties } })
    expect(brokenIn(await createValidator(source).compile(a), '{"p1999":1}')).toEqual(['/p1999 type'])
    const error = await schemaErrorOf(createValidator(source, { maxSubschemas: 1_000 }).compile(a))
    expect(error.code).toBe('schema-too-large')
  })

  test('documents without end', async () => {
    let asked = 0
    const endless = {
      get: async (url: string) => {
        asked++
        return { url, sha256: '', schema: { $ref: `next${asked}.json` } }
      },
    }
    const error = await schemaErrorOf(createValidator(endless, { maxDocuments: 10 }).compile(a))
    expect([error.code, asked]).toEqual(['schema-too-large', 10])
  })

  test('names that confuse nobody', async () => {
    const compiled = await compileOne({
      properties: {
        a: { $id: 'https://example.org/other.json', $ref: '#/definitions/x' },
        b: { $id: 'part:/0', type: 'string' },
        c: { $id: 'part:/0', type: 'integer' },
        d: { $anchor: '!', $id: '#dup', type: 'string' },
        e: { $id: '#dup', type: 'string' },
      },
      definitions: { x: { type: 'boolean' } },
    })
    expect(brokenIn(compiled, '{"a":1,"b":1,"c":"x","d":1,"e":1}')).toEqual(['/a type', '/b type', '/c type', '/d type', '/e type'])
  })
})

describe('a validator', () => {
  test('compiles each schema once, and again after a failure', async () => {
    const source = sourceOf({ [a]: { type: 'string' } })
    const validator = createValidator(source)
    const compiled = await Promise.all([validator.compile(a), validator.compile(`${a}#`), validator.compile(a)])
    expect([new Set(compiled).size, await validator.compile(a)]).toEqual([1, compiled[0]])
    expect(source.asked).toEqual([a])

    const missing = 'https://example.org/missing.json'
    await schemaErrorOf(validator.compile(missing))
    await schemaErrorOf(validator.compile(missing))
    expect(source.asked).toEqual([a, missing, missing])
  })

  test('forgets what was used longest ago', async () => {
    const source = sourceOf({ [a]: true, 'https://example.org/b.json': true })
    const validator = createValidator(source, { maxCompiled: 1 })
    await validator.compile(a)
    await validator.compile('https://example.org/b.json')
    await validator.compile(a)
    expect(source.asked).toEqual([a, 'https://example.org/b.json', a])
  })

  test('stops when it is told to', async () => {
    const reason = new Error('stop')
    await expect(createValidator(sourceOf({ [a]: true })).compile(a, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const waiting = createValidator({ get: () => new Promise(() => undefined) }).compile(a, { signal: controller.signal })
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })

  test('does not change the schema that it was given', async () => {
    const schema = { allOf: [], properties: { a: { $ref: '#/definitions/x' } }, definitions: { x: { type: 'string' } } }
    const before = structuredClone(schema)
    expect(brokenIn(await compileOne(schema), '{"a":1}')).toEqual(['/a type'])
    expect(schema).toEqual(before)
  })

  test('takes any URL that is one', async () => {
    const error = await schemaErrorOf(createValidator(sourceOf({})).compile('no URL'))
    expect(error.code).toBe('schema-refused')
    expect(parseJson('{}')).toEqual({})
  })
})
