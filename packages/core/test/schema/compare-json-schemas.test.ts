import { compareJsonSchemas, compareSchemas, fromJsonSchema } from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

function changesOf(before: object, after: object): string[] {
  return compareJsonSchemas({ $schema: DIALECT, ...before }, { $schema: DIALECT, ...after }).changes.map(
    ({ change, path }) => `${change} ${path}`,
  )
}

const described = (description: string): object => ({ type: 'string', description })

describe('what a JSON Schema says beyond the structure', () => {
  test.each<[string, object, object, string[]]>([
    ['of the whole', { description: 'a' }, { description: 'b' }, ['description-changed $']],
    ['of a field', { properties: { a: described('a') } }, { properties: { a: described('b') } }, ['description-changed $.a']],
    [
      'of a field called __proto__',
      JSON.parse('{"properties":{"__proto__":{"const":1}}}') as object,
      JSON.parse('{"properties":{"__proto__":{"const":2}}}') as object,
      ['enum-changed $.__proto__'],
    ],
    ['of elements', { items: { enum: [1, 2] } }, { items: { enum: [1] } }, ['enum-changed $[]']],
    ['of elements by position', { prefixItems: [described('a')] }, { prefixItems: [described('b')] }, ['description-changed $[]']],
    ['of a map’s values', { additionalProperties: described('a') }, { additionalProperties: described('b') }, ['description-changed ${}']],
    ['of an alternative', { anyOf: [{ enum: ['a'] }, { enum: ['b'] }] }, { anyOf: [{ enum: ['a'] }, { enum: ['c'] }] }, ['enum-changed $']],
    [
      'by reference',
      { $ref: '#/$defs/a', $defs: { a: described('a') } },
      { $ref: '#/$defs/b', $defs: { b: described('b') } },
      ['description-changed $'],
    ],
    ['in another order', { enum: [1, { a: 1, b: 2 }] }, { enum: [{ b: 2, a: 1 }, 1] }, []],
    ['one value, as const or as enum', { enum: ['a'] }, { const: 'a' }, []],
    ['where it is not used', { $defs: { a: described('a') } }, { $defs: { a: described('b') } }, []],
    ['of a place that is new', { properties: {} }, { properties: { a: described('a') } }, ['field-added $.a']],
    [
      'of a key that is called as a keyword',
      { properties: { description: { type: 'string' } } },
      { properties: { description: { type: 'string' } } },
      [],
    ],
  ])('%s', (_, before, after, changes) => expect(changesOf(before, after)).toEqual(changes))

  test('a schema within itself is read once on each way down', () => {
    const tree = (description: string): object => ({
      $ref: '#/$defs/node',
      $defs: { node: { type: 'object', description, properties: { left: { $ref: '#/$defs/node' }, right: { $ref: '#/$defs/node' } } } },
    })
    expect(changesOf(tree('a'), tree('b'))).toEqual(['description-changed $'])
  })

  test('references that fan out end', () => {
    const levels = Array.from({ length: 40 }, (_, i) => [
      `l${i}`,
      { allOf: [{ $ref: `#/$defs/l${i + 1}` }, { $ref: `#/$defs/l${i + 1}` }] },
    ])
    const wide = { properties: { a: { $ref: '#/$defs/l0' } }, $defs: { ...Object.fromEntries(levels), l40: { type: 'string' } } as object }
    const { changes } = compareJsonSchemas({ ...wide, description: 'a' }, { ...wide, description: 'b' }, { maxReads: 1000 })
    expect(changes.map(({ change, path }) => `${change} ${path}`)).toEqual(['description-changed $'])
  })

  test('documents that references lead to are read too', () => {
    const resolve = (said: string) => (uri: string) => (uri === 'https://schemas.example/a.json' ? described(said) : undefined)
    const schema = { $id: 'https://schemas.example/root.json', properties: { a: { $ref: 'a.json' } } }
    expect(compareJsonSchemas(schema, schema, { resolve: resolve('a') }).verdict).toBe('same')
    expect(() => compareJsonSchemas(schema, schema)).toThrow(/a\.json/)
  })
})

test('the structure is compared as ever, and compatibility with it', () => {
  const before = { type: 'object', properties: { a: { type: 'integer', description: 'x' }, o: { type: 'string' } }, required: ['a'] }
  const after = { type: 'object', properties: { a: { type: 'number', description: 'y' }, o: { type: 'object' } } }
  const { changes, ...rest } = compareSchemas(fromJsonSchema(before), fromJsonSchema(after))
  const said = { path: '$.a', change: 'description-changed', effect: 'evolves', reason: 'Is described in other words.' }
  const comparison = compareJsonSchemas(before, after)
  expect({ ...comparison, changes: comparison.changes.filter(({ change }) => change !== 'description-changed') }).toEqual({
    changes,
    ...rest,
  })
  expect(comparison.changes).toContainEqual(said)
})
