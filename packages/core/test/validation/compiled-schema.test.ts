import { parseJson } from '@bridge-downstream/core'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokenIn, compileOne } from './schema-sources.js'

test('a violation says where, by which keyword, and what the schema wants', async () => {
  const compiled = await compileOne({
    type: 'object',
    required: ['id'],
    properties: { list: { items: { type: ['string', 'null'] } }, n: { minimum: 3 }, 'a/b~c': { maxLength: 2 } },
    additionalProperties: false,
  })
  expect(compiled.validate(parseJson('{"list":["x",null,7],"n":2,"a/b~c":"xyz","more":1}'))).toEqual([
    { pointer: '', keyword: 'required', params: { missingProperty: 'id' }, message: 'must have the property "id"' },
    { pointer: '', keyword: 'additionalProperties', params: { additionalProperty: 'more' }, message: 'must not have the property "more"' },
    { pointer: '/list/2', keyword: 'type', params: { type: ['string', 'null'] }, message: 'must be string or null' },
    { pointer: '/n', keyword: 'minimum', params: { comparison: '>=', limit: 3 }, message: 'must be >= 3' },
    { pointer: '/a~1b~0c', keyword: 'maxLength', params: { limit: 2 }, message: 'must have at most 2 characters' },
  ])
})

test('no more violations are given than are asked for', async () => {
  const compiled = await compileOne({ items: { type: 'string' } })
  expect(compiled.validate(Array(5_000).fill(1))).toHaveLength(1_000)
  expect(compiled.validate(Array(5_000).fill(1), { maxErrors: 3 }).map(({ pointer }) => pointer)).toEqual(['/0', '/1', '/2'])
})

describe('numbers', () => {
  test.each([
    ['{"type":"integer"}', '[1,1.0,1e2,9007199254740993,-0,1e999]', '[1.5,1e-1]'],
    ['{"type":"number"}', '[1,1.5,1e999,-1e999,12345678901234567890]', '["1"]'],
    ['{"maximum":10}', '[10,10.0,-1e999]', '[10.1,1e2,1e999,12345678901234567890]'],
    ['{"const":1}', '[1,1.0,1e0]', '[2]'],
    ['{"enum":[1e999,12345678901234567890]}', '[12345678901234567890,1e999]', '[1]'],
  ])('%s', async (schema, valid, invalid) => {
    const compiled = await compileOne(schema)
    for (const value of parseJson(valid) as never[]) expect(compiled.validate(value)).toEqual([])
    for (const value of parseJson(invalid) as never[]) expect(compiled.validate(value)).toHaveLength(1)
  })
})

describe('elements', () => {
  test.each([
    ['{"type":"array","items":{"type":"string"}}', true],
    ['{"items":{"type":"string"},"title":"x","examples":[],"definitions":{}}', true],
    ['{"$ref":"#/definitions/x","definitions":{"x":{"type":["array","null"],"items":true}}}', true],
    ['{"$schema":"https://json-schema.org/draft/2020-12/schema","items":{"type":"string"}}', true],
    ['{"items":[{"type":"string"}]}', false],
    ['{"items":{},"minItems":1}', false],
    ['{"items":{},"uniqueItems":true}', false],
    ['{"items":{},"contains":{}}', false],
    ['{"items":{},"not":{}}', false],
    ['{"items":{},"enum":[[]]}', false],
    ['{"$schema":"https://json-schema.org/draft/2020-12/schema","items":{},"unevaluatedItems":false}', false],
    ['{"$schema":"https://json-schema.org/draft/2020-12/schema","prefixItems":[true],"items":{}}', false],
    ['{"type":"array"}', false],
    ['{"$ref":"#"}', false],
    ['true', false],
  ])('%s can be looked at one by one: %s', async (schema, isByElement) => {
    expect((await compileOne(schema)).isByElement).toBe(isByElement)
  })

  test('in slices have the errors, and the places, that they have together', async () => {
    const schema = {
      type: 'array',
      items: { type: 'object', required: ['a'], properties: { a: { type: 'integer' }, b: { enum: ['x', 'y'] } } },
    }
    const compiled = await compileOne(schema)
    const whole = new Ajv({ allErrors: true }).compile(schema)
    const good = { a: 1, b: 'x' }
    const bad = fc.constantFrom<unknown>({}, { a: 'x' }, { a: 1, b: 'z' }, 7, null, { a: 1.5, b: 1 })
    const arrays = fc
      .tuple(fc.integer({ min: 0, max: 1_500 }), fc.array(fc.tuple(fc.nat(1_500), bad), { maxLength: 30 }))
      .map(([length, faults]) => {
        const array: unknown[] = Array.from({ length }, () => good)
        for (const [at, fault] of faults) if (at < length) array[at] = fault
        return array
      })
    fc.assert(
      fc.property(arrays, (array) => {
        whole(array)
        const expected = (whole.errors ?? []).map(({ instancePath, keyword, params }) => [instancePath, keyword, params])
        expect(compiled.validate(array as never).map(({ pointer, keyword, params }) => [pointer, keyword, params])).toEqual(expected)
      }),
      {
        seed: 99,
        numRuns: 100,
        examples: [[[]], [Array(256).fill(7)], [Array(257).fill(7)], [[...Array.from({ length: 512 }, () => good), 7]]],
      },
    )
  })

  test('need an array around them', async () => {
    const compiled = await compileOne({ type: 'object', items: { type: 'string' } })
    expect(compiled.isByElement).toBe(true)
    expect([brokenIn(compiled, '[]'), brokenIn(compiled, '["x"]'), brokenIn(compiled, '{}')]).toEqual([[' type'], [' type'], []])
  })
})

describe('many errors', () => {
  const many = 100_000
  const numbers = Array(many).fill(1)
  const keys = Object.fromEntries(Array.from({ length: many }, (_, i) => [`k${i}`, 1]))

  test.each([
    ['of elements', '{"properties":{"a":{"items":{"type":"string"}}}}', { a: numbers }],
    [
      'of elements with references',
      '{"properties":{"a":{"items":{"$ref":"#/definitions/x"}}},"definitions":{"x":{"type":"string","not":{"$ref":"#"}}}}',
      { a: numbers },
    ],
    ['of elements beyond the first ones', '{"properties":{"a":{"items":[true],"additionalItems":{"type":"string"}}}}', { a: numbers }],
    ['of keys that should not be there', '{"properties":{"a":{"additionalProperties":false}}}', { a: keys }],
    ['of values by any key', '{"properties":{"a":{"additionalProperties":{"type":"string"}}}}', { a: keys }],
    ['of values by pattern', '{"properties":{"a":{"patternProperties":{"k":{"type":"string"}}}}}', { a: keys }],
    ['of names', '{"properties":{"a":{"propertyNames":{"maxLength":1}}}}', { a: keys }],
    [
      'of what nothing was said of',
      '{"$schema":"https://json-schema.org/draft/2019-09/schema","properties":{"a":{"unevaluatedProperties":false}}}',
      { a: keys },
    ],
  ])('%s are not gathered without end', async (_, schema, document) => {
    const violations = (await compileOne(schema)).validate(document, { maxErrors: 1_000_000 })
    expect(violations.length).toBeGreaterThan(10_000)
    expect(violations.length).toBeLessThan(20_100)
    expect(violations.at(-1)).toEqual({
      pointer: '',
      keyword: 'tooManyErrors',
      params: { limit: 10_000 },
      message: 'has more than 10000 errors, of which the rest was not looked at',
    })
  })

  test('in an alternative that is not taken do not hide an error elsewhere', async () => {
    const compiled = await compileOne({
      properties: { a: { anyOf: [{ items: { type: 'string' } }, { items: { type: 'number' } }] }, b: { type: 'string' } },
    })
    expect(compiled.validate({ a: numbers, b: 1 }).map(({ pointer }) => pointer)).toEqual(['/b'])
    expect(compiled.validate({ a: numbers, b: 'x' })).toEqual([])
  })

  test('of each alternative only the first one is told', async () => {
    const compiled = await compileOne({ properties: { a: { anyOf: [{ items: { type: 'string' } }, { items: { type: 'boolean' } }] } } })
    expect(compiled.validate({ a: numbers }, { maxErrors: many }).map(({ pointer, keyword }) => `${pointer} ${keyword}`)).toEqual([
      '/a/0 type',
      '/a/0 type',
      '/a anyOf',
    ])
  })

  test('of elements that are only looked for', async () => {
    // A schema with a reference is a function of its own, whose errors are copied.
    const definitions = { x: { type: 'string', allOf: [{ $ref: '#/definitions/y' }] }, y: { maxLength: 5 } }
    const compiled = await compileOne({ contains: { $ref: '#/definitions/x' }, definitions })
    expect(compiled.validate(numbers).map(({ pointer, keyword }) => `${pointer} ${keyword}`)).toEqual([' contains'])
    expect(compiled.validate([...numbers, 'x'])).toEqual([])
  })
})

describe('equal elements', () => {
  test.each([
    ['[1,2,1.0]', { i: 2, j: 0 }],
    ['[{"a":1,"b":[2]},{"b":[2],"a":1}]', { i: 1, j: 0 }],
    ['[0,-0]', { i: 1, j: 0 }],
    ['["1",1,null,"null",true,"true",[1],["1"],{},[],{"a":1},{"b":1},{"a":null}]', undefined],
    ['[{"__proto__":1},{"__proto__":2}]', undefined],
    ['[{"__proto__":1},{"__proto__":1}]', { i: 1, j: 0 }],
    ['[1e999,-1e999,null]', undefined],
  ])('%s', async (text, params) => {
    const found = (await compileOne({ uniqueItems: true })).validate(parseJson(text))
    expect(found.map((violation) => violation.params)).toEqual(params === undefined ? [] : [params])
  })

  test('are found among very many, each of which compared with each other would take for ever', async () => {
    const compiled = await compileOne({ uniqueItems: true })
    const objects = Array.from({ length: 300_000 }, (_, i) => ({ n: [i] }))
    expect(compiled.validate(objects)).toEqual([])
    expect(compiled.validate([...objects, { n: [7] }]).map(({ params }) => params)).toEqual([{ i: 300_000, j: 7 }])
  })

  test('are allowed unless they are forbidden', async () => {
    expect((await compileOne({ uniqueItems: false })).validate([1, 1])).toEqual([])
  })

  test('are those that ajv finds', async () => {
    const compiled = await compileOne({ uniqueItems: true })
    const whole = new Ajv().compile({ type: 'array', uniqueItems: true })
    const items = fc.oneof(fc.constantFrom<unknown>(0, 1, '0', '', null, false, [], {}, [0], ['0']), fc.jsonValue({ maxDepth: 1 }))
    fc.assert(
      fc.property(fc.array(items, { maxLength: 8 }), (array) => {
        expect(compiled.validate(array as never).length === 0).toBe(whole(array))
      }),
      { seed: 5, numRuns: 1_000 },
    )
  })
})

test('patterns are Unicode, and older ones work too', async () => {
  expect(brokenIn(await compileOne({ pattern: String.raw`^\p{L}.$` }), '"é😀"')).toEqual([])
  expect(brokenIn(await compileOne({ pattern: String.raw`^[\w\-\.]+$` }), '"a-b.c"')).toEqual([])
  expect(brokenIn(await compileOne({ patternProperties: { [String.raw`^\-`]: { type: 'string' } } }), '{"-a":1}')).toEqual(['/-a type'])
})

test('a document that nests deep is validated to its bottom', async () => {
  const compiled = await compileOne({ type: 'object', properties: { a: { $ref: '#' }, b: { type: 'string' } } })
  const depth = 998
  expect(brokenIn(compiled, `${'{"a":'.repeat(depth)}{"b":1}${'}'.repeat(depth)}`)).toEqual([`${'/a'.repeat(depth)}/b type`])
})
