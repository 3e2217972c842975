import {
  inferSchema,
  mergeSchemas,
  parseJson,
  toJsonSchema,
  type InferOptions,
  type JsonSchema,
  type Schema,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentTexts } from './json-schema-documents.js'
import { compileJsonSchema, parsePlain } from './json-schema-validator.js'

const $schema = 'https://json-schema.org/draft/2020-12/schema'

function inferTexts(texts: readonly string[], options?: InferOptions): Schema {
  return inferSchema(
    texts.map((text) => parseJson(text)),
    options,
  )
}

function errorsOf(schema: JsonSchema, texts: readonly string[]): unknown[] {
  const validate = compileJsonSchema(schema)
  return texts.flatMap((text) => (validate(parsePlain(text)) ? [] : [{ text, errors: validate.errors }]))
}

describe('what is written', () => {
  const cases: Record<string, [texts: string[], expected: JsonSchema]> = {
    'a field of each kind': [
      ['{"b":true,"i":1,"n":1.5,"s":"x"}'],
      {
        type: 'object',
        properties: { b: { type: 'boolean' }, i: { type: 'integer' }, n: { type: 'number' }, s: { type: 'string' } },
        required: ['b', 'i', 'n', 's'],
      },
    ],
    'an optional and a nullable field': [
      ['{"a":null,"b":1}', '{"a":"x"}'],
      { type: 'object', properties: { a: { type: ['string', 'null'] }, b: { type: 'integer' } }, required: ['a'] },
    ],
    'a field that was only null': [['{"a":null}'], { type: 'object', properties: { a: { type: 'null' } }, required: ['a'] }],
    'scalars of several kinds, in the fixed order': [
      ['[true,"x",1,null]'],
      { type: 'array', items: { type: ['integer', 'string', 'boolean', 'null'] } },
    ],
    'a whole number with a fraction': [['1.0'], { type: 'number' }],
    'a negative zero': [['-0'], { type: 'number' }],
    'a number beyond 2^53': [['12345678901234567890'], { type: 'integer' }],
    'a format': [['"2024-02-29"', '"2023-01-01"'], { type: 'string', format: 'date' }],
    'a format and null': [['"2024-02-29"', 'null'], { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] }],
    'an object and an array': [
      ['{"a":1}', '[]', '"x"'],
      { anyOf: [{ type: 'string' }, { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }, { type: 'array' }] },
    ],
    'an empty object': [['{}'], { type: 'object', properties: {} }],
    'arrays that were always empty': [['[]'], { type: 'array' }],
    'arrays in arrays': [['[[1],[]]'], { type: 'array', items: { type: 'array', items: { type: 'integer' } } }],
    'a map': [['{"2024-01-01":1,"2024-01-02":null}'], { type: 'object', additionalProperties: { type: ['integer', 'null'] } }],
    'names that every object inherits': [
      ['{"__proto__":1,"a":1}', '{"a":1,"constructor":"x"}'],
      {
        type: 'object',
        properties: { a: { type: 'integer' } },
        patternProperties: { '^__proto__$': { type: 'integer' }, '^constructor$': { type: 'string' } },
        required: ['a'],
      },
    ],
    'a name that is no Unicode': [
      ['{"a-\\ud800":1,"\\ud83d\\ude00":1}'],
      {
        type: 'object',
        properties: { '😀': { type: 'integer' } },
        patternProperties: { '^a\\u002d\\ud800$': { type: 'integer' } },
        required: ['a-\ud800', '😀'],
      },
    ],
    'the empty name and names of keywords': [
      ['{"":1,"$ref":2,"properties":3}'],
      {
        type: 'object',
        properties: { '': { type: 'integer' }, $ref: { type: 'integer' }, properties: { type: 'integer' } },
        required: ['', '$ref', 'properties'],
      },
    ],
  }
  test.each(Object.entries(cases))('%s', (_, [texts, expected]) => {
    const schema = toJsonSchema(inferTexts(texts))
    expect(schema).toEqual({ $schema, ...expected })
    expect(errorsOf(schema, texts)).toEqual([])
  })

  test('containers that were not followed', () => {
    const texts = ['{"a":{"b":1}}', '{"a":[1]}', '{"a":"x"}']
    const schema = toJsonSchema(inferTexts(texts, { maxDepth: 1 }))
    expect(schema).toEqual({
      $schema,
      type: 'object',
      properties: { a: { type: ['string', 'object', 'array'] } },
      required: ['a'],
    })
    expect(errorsOf(schema, texts)).toEqual([])
  })

  test('containers of which some were followed', () => {
    const followed = inferTexts(['{"a":[1]}'])
    const schema = toJsonSchema(mergeSchemas([followed, inferTexts(['{"a":[]}'], { maxDepth: 1 })]))
    expect(schema.properties).toEqual({ a: { anyOf: [{ type: 'array', items: { type: 'integer' } }, { type: ['object', 'array'] }] } })
    const empty = toJsonSchema(mergeSchemas([inferTexts(['{"a":[]}']), inferTexts(['{"a":[]}'], { maxDepth: 1 })]))
    expect(empty.properties).toEqual({ a: { type: ['array', 'object'] } })
    compileJsonSchema(empty)
  })

  test('a map without values', () => {
    const schema = toJsonSchema(inferTexts(['{}'], { mapOverrides: { $: 'map' } }))
    expect(schema).toEqual({ $schema, type: 'object', additionalProperties: true })
  })

  test('no documents', () => {
    expect(toJsonSchema(inferSchema([]))).toEqual({ $schema })
  })

  test('several formats', () => {
    const { root, ...schema } = inferTexts(['"x"'])
    const declared: Schema = { ...schema, root: { ...root, types: [{ kind: 'string', count: 0, maxLength: 0, formats: ['date', 'uri'] }] } }
    expect(toJsonSchema(declared)).toEqual({ $schema, type: 'string', allOf: [{ format: 'date' }, { format: 'uri' }] })
  })

  test('options, and the order of the keywords', () => {
    const schema = toJsonSchema(inferTexts(['{"a":"2024-01-01"}']), {
      closed: true,
      formats: false,
      title: 'Day',
      id: 'https://example.org/day',
    })
    expect(JSON.stringify(schema)).toBe(
      `{"$schema":"${$schema}","$id":"https://example.org/day","title":"Day","type":"object",` +
        '"properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}',
    )
  })
})

describe('what is rejected', () => {
  const cases: Record<string, [seen: string[], other: string, closed?: boolean]> = {
    'another kind': [['{"a":1}'], '{"a":"x"}'],
    'a field that was always there': [['{"a":1}'], '{}'],
    'another kind under __proto__': [['{"__proto__":1}'], '{"__proto__":"x"}'],
    'another kind under constructor': [['{"constructor":1}'], '{"constructor":"x"}'],
    'another kind under a name that is no Unicode': [['{"\\udc00":1}'], '{"\\udc00":"x"}'],
    'an unknown field of a closed object': [['{"a":1,"__proto__":1}'], '{"a":1,"__proto__":1,"b":1}', true],
    'an unknown __proto__ of a closed object': [['{"a":1}'], '{"a":1,"__proto__":1}', true],
  }
  test.each(Object.entries(cases))('%s', (_, [seen, other, closed]) => {
    const schema = toJsonSchema(inferTexts(seen), { closed })
    expect(errorsOf(schema, seen)).toEqual([])
    expect(errorsOf(schema, [other])).toHaveLength(1)
  })
})

test('every document is accepted by the schema that it was inferred from', () => {
  fc.assert(
    fc.property(documentTexts, fc.boolean(), fc.boolean(), fc.constantFrom(0, 1, 2, 64), (texts, closed, formats, maxDepth) => {
      const schema = toJsonSchema(inferTexts(texts, { maxDepth }), { closed, formats })
      expect(errorsOf(schema, texts)).toEqual([])
    }),
    { numRuns: 300 },
  )
})
