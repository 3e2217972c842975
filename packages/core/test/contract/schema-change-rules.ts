import type { SchemaComparison } from '@bridge-downstream/core'

/** One rule of the contract's section 8: two inputs, and what is to be said of them. */
export interface SchemaChangeRule {
  readonly rule: string
  /** A JSON Schema, or documents as NDJSON. */
  readonly before: object | string
  readonly after: object | string
  readonly verdict: SchemaComparison['verdict']
  /** Code and path of each change, in the order of paths. */
  readonly changes: readonly string[]
  /** Flag, path and names of each flag. */
  readonly flags?: readonly string[]
}

const DIALECT = 'http://json-schema.org/draft-07/schema#'

function declared(properties: object, more: object = {}): object {
  return { $schema: DIALECT, type: 'object', properties, ...more }
}

const STRING = { type: 'string' }
const INTEGER = { type: 'integer' }
const NUMBER = { type: 'number' }
const OBJECT = { type: 'object', properties: { x: INTEGER } }
const listOf = (items: object): object => ({ type: 'array', items })

/** Every rule, each by a declared schema, and where documents can show it by those too. */
export const SCHEMA_CHANGE_RULES: readonly SchemaChangeRule[] = [
  { rule: 'same: no difference', before: declared({ a: STRING }), after: declared({ a: STRING }), verdict: 'same', changes: [] },
  {
    rule: 'same: keywords in another order',
    before: declared({ a: { type: 'string', description: 'A' }, b: INTEGER }),
    after: { properties: { b: INTEGER, a: { description: 'A', type: 'string' } }, type: 'object', $schema: DIALECT },
    verdict: 'same',
    changes: [],
  },
  { rule: 'same: other values of documents', before: '{"a":1,"s":["x"]}', after: '{"s":["y","z"],"a":2}', verdict: 'same', changes: [] },
  {
    rule: 'evolves: a field is added',
    before: declared({ a: STRING }),
    after: declared({ a: STRING, b: INTEGER }),
    verdict: 'evolves',
    changes: ['field-added $.b'],
  },
  {
    rule: 'evolves: a field is removed',
    before: declared({ a: STRING, b: INTEGER }),
    after: declared({ a: STRING }),
    verdict: 'evolves',
    changes: ['field-removed $.b'],
  },
  {
    rule: 'evolves: a field of documents is added, another removed',
    before: '{"a":1,"b":{"c":1}}',
    after: '{"a":1,"b":{"d":1}}',
    verdict: 'evolves',
    changes: ['field-removed $.b.c', 'field-added $.b.d'],
  },
  {
    rule: 'evolves: the description changes',
    before: declared({ a: { type: 'string', description: 'How it went.' } }),
    after: declared({ a: { type: 'string', description: 'How it went, in words.' } }),
    verdict: 'evolves',
    changes: ['description-changed $.a'],
  },
  {
    rule: 'evolves: the enum changes',
    before: declared({ a: { type: 'string', enum: ['good', 'bad'] } }),
    after: declared({ a: { type: 'string', enum: ['good', 'bad', 'fair'] } }),
    verdict: 'evolves',
    changes: ['enum-changed $.a'],
  },
  {
    rule: 'evolves: required changes',
    before: declared({ a: STRING, b: STRING }, { required: ['a'] }),
    after: declared({ a: STRING, b: STRING }, { required: ['b'] }),
    verdict: 'evolves',
    changes: ['became-optional $.a', 'became-required $.b'],
  },
  {
    rule: 'evolves: the format changes',
    before: declared({ a: { type: 'string', format: 'date' } }),
    after: declared({ a: { type: 'string', format: 'date-time' } }),
    verdict: 'evolves',
    changes: ['format-changed $.a'],
  },
  {
    rule: 'evolves: a format that inference does not know changes',
    before: declared({ a: { type: 'string', format: 'email' } }),
    after: declared({ a: { type: 'string', format: 'idn-email' } }),
    verdict: 'evolves',
    changes: ['format-changed $.a'],
  },
  {
    rule: 'evolves: integer → number',
    before: declared({ a: INTEGER }),
    after: declared({ a: NUMBER }),
    verdict: 'evolves',
    changes: ['integer-to-number $.a'],
  },
  {
    rule: 'evolves: integer → number in documents',
    before: '{"a":0}',
    after: '{"a":0.5}',
    verdict: 'evolves',
    changes: ['integer-to-number $.a'],
  },
  {
    rule: 'forks: string → number',
    before: declared({ a: STRING }),
    after: declared({ a: NUMBER }),
    verdict: 'forks',
    changes: ['kind-changed $.a'],
  },
  {
    rule: 'forks: boolean → string',
    before: declared({ a: { type: 'boolean' } }),
    after: declared({ a: STRING }),
    verdict: 'forks',
    changes: ['kind-changed $.a'],
  },
  {
    rule: 'forks: a number becomes text in documents',
    before: '{"a":1}',
    after: '{"a":"1"}',
    verdict: 'forks',
    changes: ['kind-changed $.a'],
  },
  {
    rule: 'forks: object → array',
    before: declared({ a: OBJECT }),
    after: declared({ a: listOf(OBJECT) }),
    verdict: 'forks',
    changes: ['container-changed $.a'],
  },
  {
    rule: 'forks: array → object',
    before: declared({ a: listOf(OBJECT) }),
    after: declared({ a: OBJECT }),
    verdict: 'forks',
    changes: ['container-changed $.a'],
  },
  {
    rule: 'forks: object → scalar',
    before: declared({ a: OBJECT }),
    after: declared({ a: STRING }),
    verdict: 'forks',
    changes: ['container-changed $.a'],
  },
  {
    rule: 'forks: scalar → object',
    before: declared({ a: STRING }),
    after: declared({ a: OBJECT }),
    verdict: 'forks',
    changes: ['container-changed $.a'],
  },
  {
    rule: 'forks: array → scalar',
    before: declared({ a: listOf(STRING) }),
    after: declared({ a: STRING }),
    verdict: 'forks',
    changes: ['container-changed $.a'],
  },
  {
    rule: 'forks: scalar → array',
    before: declared({ a: INTEGER }),
    after: declared({ a: listOf(INTEGER) }),
    verdict: 'forks',
    changes: ['container-changed $.a'],
  },
  {
    rule: 'forks: an array’s element type changes',
    before: declared({ a: listOf(INTEGER) }),
    after: declared({ a: listOf(STRING) }),
    verdict: 'forks',
    changes: ['element-kind-changed $.a[]'],
  },
  {
    rule: 'forks: an array’s elements become objects, in documents',
    before: '{"a":[1]}',
    after: '{"a":[{"x":1}]}',
    verdict: 'forks',
    changes: ['element-kind-changed $.a[]'],
  },
  {
    rule: 'forks: one fork among changes that evolve',
    before: declared({ a: STRING, b: INTEGER, c: INTEGER }),
    after: declared({ a: INTEGER, b: NUMBER }),
    verdict: 'forks',
    changes: ['kind-changed $.a', 'integer-to-number $.b', 'field-removed $.c'],
  },
  {
    rule: 'flag: names that differ only in case',
    before: declared({ stepPath: STRING }),
    after: declared({ stepPath: STRING, steppath: STRING }),
    verdict: 'evolves',
    changes: ['field-added $.steppath'],
    flags: ['case-collision $ stepPath steppath'],
  },
  {
    rule: 'flag: names that differ only in case between before and after',
    before: '{"o":{"stepPath":"x"}}',
    after: '{"o":{"steppath":"x"}}',
    verdict: 'evolves',
    changes: ['field-removed $.o.stepPath', 'field-added $.o.steppath'],
    flags: ['case-collision $.o stepPath steppath'],
  },
  {
    rule: 'flag: names that collide with an injected one',
    before: declared({ a: STRING }),
    after: declared({ a: STRING, recordid: STRING, Year: INTEGER, s: listOf({ type: 'object', properties: { day: INTEGER } }) }),
    verdict: 'evolves',
    changes: ['field-added $.Year', 'field-added $.recordid', 'field-added $.s'],
    flags: ['injected-collision $ Year', 'injected-collision $ recordid', 'injected-collision $.s[] day'],
  },
]
