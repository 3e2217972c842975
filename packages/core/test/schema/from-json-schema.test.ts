import {
  fromJsonSchema,
  inferSchema,
  mergeSchemas,
  OptionError,
  parseJson,
  planTables,
  toJsonSchema,
  type FromJsonSchemaOptions,
  type Schema,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentTexts } from './json-schema-documents.js'
import { parsePlain } from './json-schema-validator.js'
import { describeField } from './describe-field.js'
import { structureOf } from './schema-structure.js'

function inferTexts(...texts: string[]): Schema {
  return inferSchema(texts.map((text) => parseJson(text)))
}

function read(jsonSchema: unknown, options?: FromJsonSchemaOptions): string {
  return describeField(fromJsonSchema(jsonSchema, options).root)
}

const string = { type: 'string' }
const integer = { type: 'integer' }

describe('one place', () => {
  const cases: Record<string, [jsonSchema: unknown, expected: string]> = {
    'a type': [{ type: 'boolean' }, 'boolean'],
    'a number, of which an integer is a part': [{ type: ['integer', 'number'] }, 'number'],
    'types, null among them': [{ type: ['null', 'string', 'integer'] }, 'integer|string|null'],
    'only null': [{ type: 'null' }, 'null'],
    'nothing said': [{}, 'json|null'],
    true: [true, 'json|null'],
    false: [false, ''],
    'only annotations': [{ title: 'x', description: 'y', default: 1, examples: [2] }, 'json|null'],
    'containers that nothing is said of': [{ type: ['object', 'array'] }, 'json'],
    'a format': [{ type: 'string', format: 'date-time' }, 'string(date-time)'],
    'a format that is not kept': [{ type: 'string', format: 'email' }, 'string'],
    'a format without type': [{ format: 'uuid' }, 'string(uuid)'],
    'a limit without type': [{ minimum: 3 }, 'number'],
    'a constant': [{ const: 'a' }, 'string'],
    'the constant null': [{ const: null }, 'null'],
    'listed values': [{ enum: [1, 'a', null, true] }, 'integer|string|boolean|null'],
    'listed values beside a type': [{ type: 'string', enum: ['a', null] }, 'string'],
    'listed objects': [{ enum: [{ a: 1 }] }, '{}'],
    'OpenAPI nullable': [{ type: 'string', nullable: true }, 'string|null'],
    'OpenAPI nullable beside allOf': [{ nullable: true, allOf: [string] }, 'string|null'],
    anyOf: [{ anyOf: [string, { type: 'null' }] }, 'string|null'],
    'oneOf with a type beside it': [{ type: ['string', 'integer'], oneOf: [{ maxLength: 3 }, { minimum: 4 }] }, 'integer|string'],
    'an alternative that says nothing': [{ anyOf: [string, {}] }, 'json|null'],
    'alternatives of one format, and of two': [
      { anyOf: [{ type: 'string', format: 'date' }, { type: 'string', format: 'date' }, { type: 'null' }] },
      'string(date)|null',
    ],
    'alternatives of two formats': [
      {
        anyOf: [
          { type: 'string', format: 'date' },
          { type: 'string', format: 'time' },
        ],
      },
      'string',
    ],
    allOf: [{ allOf: [{ type: ['string', 'null'] }, { type: ['string', 'integer'] }, { format: 'uri' }] }, 'string(uri)'],
    'allOf number and integer': [{ allOf: [{ type: 'number' }, integer] }, 'integer'],
    'allOf that nothing satisfies': [{ allOf: [string, integer] }, ''],
    not: [{ type: ['string', 'integer'], not: string }, 'integer|string'],
  }
  test.each(Object.entries(cases))('%s', (_, [jsonSchema, expected]) => expect(read(jsonSchema)).toBe(expected))
})

describe('objects and maps', () => {
  const cases: Record<string, [jsonSchema: unknown, expected: string]> = {
    'fields by name, required or not': [
      { type: 'object', properties: { b: string, a: integer }, required: ['b'] },
      '{a?: integer, b: string}',
    ],
    'properties without type': [{ properties: { a: string } }, '{a?: string}'],
    'no properties': [{ type: 'object' }, '{}'],
    'extra ones are not declared': [{ properties: { a: string }, additionalProperties: integer }, '{a?: string}'],
    'a required name without properties': [{ type: 'object', required: ['a'] }, '{}'],
    'a field that must not be there': [{ properties: { a: false, b: string } }, '{b?: string}'],
    'a map': [{ type: 'object', additionalProperties: { type: ['integer', 'null'] } }, 'map<integer|null>'],
    'a map of anything': [{ type: 'object', additionalProperties: true }, 'map<json|null>'],
    'a map by patterns': [{ patternProperties: { '^x-': string, '^y-': integer }, additionalProperties: false }, 'map<integer|string>'],
    'patterns beside names': [{ properties: { a: string }, patternProperties: { '^x-': string } }, '{a?: string}'],
    'a pattern that is a name': [
      parseJson(String.raw`{"patternProperties": {"^__proto__$": {"type": "string"}, "^\\ud800$": {}}, "required": ["__proto__"]}`),
      '{__proto__: string, \ud800?: json|null}',
    ],
    'hostile names': [
      parseJson('{"properties": {"__proto__": {"type": "string"}, "constructor": {"type": "integer"}, "": {}}, "required": ["__proto__"]}'),
      '{?: json|null, __proto__: string, constructor?: integer}',
    ],
    'allOf: fields of both, required by either': [
      {
        properties: { a: string, b: { type: ['string', 'null'] } },
        allOf: [{ properties: { b: string, c: integer }, required: ['a'] }],
        required: ['c'],
      },
      '{a: string, b?: string, c: integer}',
    ],
    'allOf beside additionalProperties false': [
      { properties: { a: string }, additionalProperties: false, allOf: [{ properties: { b: string } }] },
      '{a?: string, b?: string}',
    ],
    'anyOf: fields of any, required by all': [
      {
        anyOf: [
          { properties: { kind: { const: 'a' }, x: string }, required: ['kind', 'x'] },
          { properties: { kind: { const: 1 }, y: string }, required: ['kind'] },
        ],
      },
      '{kind: integer|string, x?: string, y?: string}',
    ],
    'anyOf of requirements': [
      { type: 'object', properties: { a: string, b: string }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      '{a?: string, b?: string}',
    ],
    'anyOf: an object or a scalar': [{ anyOf: [{ properties: { a: string } }, string] }, 'string|{a?: string}'],
    'if, then, else': [
      parseJson(`{
        "properties": {"a": {}},
        "if": {"required": ["a"]},
        "then": {"properties": {"b": {"type": "string"}}, "required": ["b"]},
        "else": {"properties": {"c": {"type": "integer"}}}
      }`),
      '{a?: json|null, b?: string, c?: integer}',
    ],
    'if, then': [
      parseJson('{"type": "object", "if": {}, "then": {"properties": {"b": {"type": "string"}}, "required": ["b"]}}'),
      '{b?: string}',
    ],
    'then without if': [parseJson('{"type": "object", "then": {"properties": {"b": {}}}}'), '{}'],
    'dependent schemas, and lists of names': [
      { properties: { a: string }, dependencies: { a: { properties: { b: string } }, c: ['a'] } },
      '{a?: string, b?: string}',
    ],
  }
  test.each(Object.entries(cases))('%s', (_, [jsonSchema, expected]) => expect(read(jsonSchema)).toBe(expected))
})

describe('arrays', () => {
  const cases: Record<string, [jsonSchema: unknown, expected: string]> = {
    items: [{ type: 'array', items: string }, '[string]'],
    'items without type': [{ items: string }, '[string]'],
    'no items': [{ type: 'array' }, '[]'],
    'items that nothing is said of': [{ type: 'array', items: {} }, '[json|null]'],
    'no items allowed': [{ type: 'array', items: false }, '[]'],
    'a tuple of draft-07': [{ items: [string, integer], additionalItems: { type: 'null' } }, '[integer|string|null]'],
    'a tuple of 2020-12': [{ prefixItems: [string, integer], items: { type: 'null' } }, '[integer|string|null]'],
    'a tuple without more': [{ prefixItems: [string], items: false }, '[string]'],
    'a tuple with more': [{ items: [string], additionalItems: true }, '[string]'],
    'arrays in arrays': [{ items: { items: string } }, '[[string]]'],
    alternatives: [
      {
        anyOf: [
          { type: 'array', items: string },
          { type: 'array', items: integer },
        ],
      },
      '[integer|string]',
    ],
  }
  test.each(Object.entries(cases))('%s', (_, [jsonSchema, expected]) => expect(read(jsonSchema)).toBe(expected))
})

describe('references', () => {
  const inner = { properties: { a: { $ref: '#/$defs/x~1y%20z' }, b: { $ref: '#named' } } }
  const cases: Record<string, [jsonSchema: unknown, expected: string]> = {
    'by pointer': [{ $ref: '#/definitions/s', definitions: { s: string } }, 'string'],
    'escapes and anchors': [{ ...inner, $defs: { 'x/y z': string, n: { $anchor: 'named', ...integer } } }, '{a?: string, b?: integer}'],
    'an anchor as draft-07 has it': [{ $ref: '#named', definitions: { n: { $id: '#named', ...integer } } }, 'integer'],
    'what stands beside it counts': [{ $ref: '#/$defs/n', type: 'string', $defs: { n: { type: ['string', 'null'] } } }, 'string'],
    'by id': [{ $id: 'https://example.org/a/b', $ref: 'c#/$defs/s', $defs: { c: { $id: 'c', $defs: { s: string } } } }, 'string'],
    'within a schema with its own id': [
      { $ref: '#/$defs/c', $defs: { s: integer, c: { $id: 'urn:x:c', $ref: '#/$defs/s', $defs: { s: string } } } },
      'string',
    ],
    'a pointer to where no keyword leads': [{ $ref: '#/components/schemas/s', components: { schemas: { s: string } } }, 'string'],
    'a pointer into a list': [{ anyOf: [string, { $ref: '#/anyOf/0' }] }, 'string'],
    'a reference to itself at the same place': [{ type: 'object', allOf: [{ $ref: '#' }], properties: { a: string } }, '{a?: string}'],
    'within itself': [{ type: 'object', properties: { name: string, next: { $ref: '#' } } }, '{name?: string, next?: json}'],
    'within itself, or null': [
      { type: 'object', properties: { next: { anyOf: [{ type: 'null' }, { $ref: '#' }] } } },
      '{next?: json|null}',
    ],
    'within itself, scalars apart': [
      { $ref: '#/$defs/v', $defs: { v: { anyOf: [string, { type: 'array', items: { $ref: '#/$defs/v' } }] } } },
      'string|[string|json]',
    ],
    'twice, but not within itself': [
      { properties: { a: { $ref: '#/$defs/p' }, b: { $ref: '#/$defs/p' } }, $defs: { p: { properties: { x: string } } } },
      '{a?: {x?: string}, b?: {x?: string}}',
    ],
  }
  test.each(Object.entries(cases))('%s', (_, [jsonSchema, expected]) => expect(read(jsonSchema)).toBe(expected))

  test('to other documents, each asked for once', () => {
    const asked: string[] = []
    const others: Record<string, unknown> = {
      'https://example.org/schemas/b.json': {
        properties: { c: { $ref: 'c.json#/definitions/s' }, again: { $ref: 'b.json#s' } },
        $defs: { s: { $anchor: 's', ...integer } },
      },
      'https://example.org/schemas/c.json': { definitions: { s: string } },
    }
    const resolve = (ref: string, base: string): unknown => {
      asked.push(`${ref} from ${base}`)
      return others[ref]
    }
    expect(read({ $id: 'https://example.org/schemas/a.json', items: { $ref: 'b.json' } }, { resolve })).toBe(
      '[{again?: integer, c?: string}]',
    )
    expect(asked).toEqual([
      'https://example.org/schemas/b.json from https://example.org/schemas/a.json',
      'https://example.org/schemas/c.json from https://example.org/schemas/b.json',
    ])
  })

  test('without an absolute id, documents are asked for as they are written', () => {
    const others: Record<string, unknown> = { '../b.json': string, 'schemas/v0/c.json': integer }
    const resolve = (ref: string): unknown => others[ref]
    expect(read({ $ref: '../b.json' }, { resolve })).toBe('string')
    expect(read({ $id: 'schemas/v0/a.json', $ref: 'c.json#' }, { resolve })).toBe('integer')
  })
})

describe('depth', () => {
  test('containers beyond maxDepth are JSON text', () => {
    const jsonSchema = { properties: { a: { items: { properties: { b: string } } }, s: string } }
    expect(read(jsonSchema, { maxDepth: 3 })).toBe('{a?: [{b?: string}], s?: string}')
    expect(read(jsonSchema, { maxDepth: 2 })).toBe('{a?: [json], s?: string}')
    expect(read(jsonSchema, { maxDepth: 1 })).toBe('{a?: json, s?: string}')
    expect(read(jsonSchema, { maxDepth: 0 })).toBe('json')
  })

  test('the default is 16', () => {
    let jsonSchema: unknown = string
    for (let i = 0; i < 20; i++) jsonSchema = { items: jsonSchema }
    expect(read(jsonSchema)).toBe(`${'['.repeat(16)}json${']'.repeat(16)}`)
  })

  test('many types that refer to each other', () => {
    const names = Array.from({ length: 40 }, (_, i) => `t${i}`)
    const type = { type: 'object', properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }])) }
    const schema = fromJsonSchema({ $ref: '#/$defs/t0', $defs: Object.fromEntries(names.map((name) => [name, { ...type }])) })
    expect(describeField(schema.root).length).toBeLessThan(1_000_000)
  })

  test('alternatives that double again and again', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`d${i}`, { anyOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] }]),
    )
    expect(failure({ $ref: '#/$defs/d0', $defs: { ...$defs, d60: string } })).toEqual(['json-schema-too-large', undefined])
  })

  test('schemas within schemas without end', () => {
    let jsonSchema: unknown = string
    for (let i = 0; i < 100_000; i++) jsonSchema = { allOf: [jsonSchema] }
    expect(failure(jsonSchema)[0]).toBe('bad-json-schema')
  })
})

function failure(jsonSchema: unknown, options?: FromJsonSchemaOptions): [code: string, pointer: string | undefined] {
  try {
    fromJsonSchema(jsonSchema, options)
  } catch (error) {
    if (error instanceof OptionError) return [error.code, error.place.pointer]
    throw error
  }
  return ['none', undefined]
}

describe('errors', () => {
  const cases: Record<string, [jsonSchema: unknown, pointer: string]> = {
    'no schema': ['string', ''],
    null: [null, ''],
    'a property that is no schema': [{ properties: { 'a/b': 1 } }, '/properties/a~1b'],
    'an unknown type': [{ items: { type: 'text' } }, '/items/type'],
    'properties that are no object': [{ properties: [] }, '/properties'],
    'required that is no list': [{ properties: { a: { type: 'object', required: true } } }, '/properties/a/required'],
    'allOf that is no list': [{ allOf: string }, '/allOf'],
    'enum that is no list': [{ enum: 'a' }, '/enum'],
    'a reference that is no text': [{ $ref: 1 }, '/$ref'],
  }
  test.each(Object.entries(cases))('%s', (_, [jsonSchema, pointer]) => expect(failure(jsonSchema)).toEqual(['bad-json-schema', pointer]))

  test('references that lead nowhere', () => {
    expect(failure({ properties: { a: { $ref: '#/$defs/x' } } })).toEqual(['unresolved-ref', '/properties/a/$ref'])
    expect(failure({ $ref: '#x' })).toEqual(['unresolved-ref', '/$ref'])
    expect(failure({ $ref: '#/toString' })).toEqual(['unresolved-ref', '/$ref'])
    expect(failure({ $ref: 'other.json' })).toEqual(['unresolved-ref', '/$ref'])
    expect(failure({ $ref: 'other.json' }, { resolve: () => undefined })).toEqual(['unresolved-ref', '/$ref'])
    const resolve = (): unknown => {
      throw new Error('no network')
    }
    expect(failure({ $ref: 'other.json' }, { resolve })).toEqual(['unresolved-ref', '/$ref'])
  })

  test('in another document: its URI is named', () => {
    const resolve = (): unknown => ({ items: { type: 'text' } })
    expect(() => fromJsonSchema({ $ref: 'other.json' }, { resolve })).toThrow(
      'The JSON Schema is not valid: this is no type that JSON Schema knows (entry "other.json", pointer "/items/type").',
    )
  })
})

describe('a declared schema beside inferred ones', () => {
  const declared = fromJsonSchema({
    type: 'object',
    properties: {
      a: { type: 'string', format: 'date' },
      b: { type: 'number' },
      c: { type: 'array', items: integer },
      m: { additionalProperties: integer },
    },
    required: ['a', 'b'],
  })

  test('has seen nothing', () => {
    expect(declared.documents).toBe(0)
    expect(declared.root).toMatchObject({ present: 0, absent: 0, nulls: 0, optional: false, nullable: false })
    expect(toJsonSchema(declared)).toMatchObject({ required: ['a', 'b'] })
  })

  test('merges with them, in any order', () => {
    const inferred = inferTexts('{"a":"2024-01-01","b":1,"m":{"x":1},"d":null}', '{"a":"2024-01-02","b":2,"c":["x"]}')
    const merged = mergeSchemas([declared, inferred])
    expect(describeField(merged.root)).toBe('{a: string(date), b: number, c?: [integer|string], d?: null, m?: map<integer>}')
    expect(merged.documents).toBe(2)
    expect(mergeSchemas([inferred, declared])).toEqual(merged)
    expect(structureOf(mergeSchemas([merged, declared]))).toEqual(structureOf(merged))
  })

  test('plans tables alone', () => {
    expect(planTables(declared, { dataset: 'd' }).tables.map(({ name }) => name)).toEqual([
      'dataset_d',
      'dataset_d_c',
      'dataset_d_m',
      'dataset_d_residue',
    ])
  })
})

test('what is written reads as the schema that was inferred', () => {
  fc.assert(
    fc.property(documentTexts, fc.boolean(), (texts, closed) => {
      const schema = inferTexts(...texts)
      const written = parsePlain(JSON.stringify(toJsonSchema(schema, { closed })))
      expect(structureOf(fromJsonSchema(written, { maxDepth: 64 }))).toEqual(structureOf(schema))
    }),
    { numRuns: 1_000 },
  )
})
