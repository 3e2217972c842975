import {
  canonicalize,
  compareSchemas,
  inferSchema,
  mergeSchemas,
  parseJsonDocuments,
  type DataType,
  type Field,
  type JsonValue,
  type Schema,
  type SchemaChangeCode,
  type SchemaComparison,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isJsonArray, isJsonObject } from '../../src/json/json-value.js'
import { isWholeNumber } from '../../src/json/whole-number.js'
import { documents } from '../support/documents.js'

type Verdict = SchemaComparison['verdict']
type Level = 'full' | 'backward' | 'forward' | 'neither'
/** Documents as text, one after the other, or a schema that was declared. */
type Side = string | Schema
type Case = readonly [situation: string, before: Side, after: Side, verdict: Verdict, level: Level, changes: readonly string[]]

function declare(...types: DataType[]): Schema {
  return { version: 1, documents: 0, root: field(types) }
}

function field(types: readonly DataType[]): Field {
  return { optional: false, nullable: false, types, present: 0, absent: 0, nulls: 0 }
}

function object(name: string, ...types: DataType[]): DataType {
  return { kind: 'object', count: 0, fields: [{ name, ...field(types) }] }
}

const json: DataType = { kind: 'json', count: 0 }
const integer: DataType = { kind: 'integer', count: 0, integers: 0, min: null, max: null, beyondSafe: 0, beyondInt64: 0 }
const text: DataType = { kind: 'string', count: 0, maxLength: 0, formats: [] }
const boolean: DataType = { kind: 'boolean', count: 0 }
const map: DataType = { kind: 'map', count: 0, reason: 'declared', values: field([integer]), keys: null }
const array: DataType = { kind: 'array', count: 0, maxLength: 0, items: field([integer]) }

/** A map by the rule `alike-values`, from ten keys on. */
function people(count: number, role = 'person'): string {
  return JSON.stringify({ m: Object.fromEntries(Array.from({ length: count }, (_, i) => [`${role}_${i}x`, { score: i }])) })
}

const UUID = '"8c5a4d3e-2f1b-4c6d-9e7f-0a1b2c3d4e5f"'

const CASES: readonly Case[] = [
  // No structural difference.
  ['the same document', '{"a": 1}', '{"a": 1}', 'same', 'full', []],
  ['other values of the same kinds', '{"a": 1, "b": "x"}', '{"a": 700, "b": "longer"}', 'same', 'full', []],
  ['keys in another order', '{"a": 1, "b": true}', '{"b": true, "a": 1}', 'same', 'full', []],
  ['many documents instead of one', '{"a": 1}', '{"a": 1} {"a": 2} {"a": 3}', 'same', 'full', []],
  ['a longer array', '{"s": [1]}', '{"s": [1, 2, 3]}', 'same', 'full', []],
  ['no documents at all', '', '', 'same', 'full', []],
  ['days of a map, then other days', '{"m": {"2024-01-01": 1}}', '{"m": {"2025-02-01": 2, "2025-02-02": 3}}', 'same', 'full', []],
  ['a map, declared and then seen', declare(map), '{"2024-01-01": 1}', 'same', 'full', []],
  ['a field, declared and then seen', declare(object('a', integer)), '{"a": 5}', 'same', 'full', []],
  ['a counter that outgrows int64', '{"a": 1}', '{"a": 99999999999999999999}', 'same', 'full', ['integers-beyond-int64 $.a']],
  // A field is added or removed.
  ['an optional field added', '{"a": 1}', '{"a": 1, "b": 2} {"a": 1}', 'evolves', 'full', ['field-added $.b']],
  ['a required field added', '{"a": 1}', '{"a": 1, "b": 2}', 'evolves', 'forward', ['field-added $.b']],
  ['an optional field removed', '{"a": 1, "b": 2} {"a": 1}', '{"a": 1}', 'evolves', 'full', ['field-removed $.b']],
  ['a required field removed', '{"a": 1, "b": 2}', '{"a": 1}', 'evolves', 'backward', ['field-removed $.b']],
  ['a field renamed', '{"old": 1}', '{"new": 1}', 'evolves', 'neither', ['field-added $.new', 'field-removed $.old']],
  ['a field respelled in lower case', '{"aB": 1}', '{"ab": 1}', 'evolves', 'neither', ['field-removed $.aB', 'field-added $.ab']],
  ['a field of a nested object added', '{"o": {"a": 1}}', '{"o": {"a": 1, "b": 2}}', 'evolves', 'forward', ['field-added $.o.b']],
  ['a whole object added, optional', '{"a": 1}', '{"a": 1, "o": {"x": {}}} {"a": 1}', 'evolves', 'full', ['field-added $.o']],
  ['a whole array added, required', '{"a": 1}', '{"a": 1, "s": [{"x": 1}]}', 'evolves', 'forward', ['field-added $.s']],
  ['a field of each element added', '{"s": [{"a": 1}]}', '{"s": [{"a": 1, "b": 2}]}', 'evolves', 'forward', ['field-added $.s[].b']],
  [
    'a field of some elements added',
    '{"s": [{"a": 1}]}',
    '{"s": [{"a": 1, "b": 2}, {"a": 1}]}',
    'evolves',
    'full',
    ['field-added $.s[].b'],
  ],
  ['a field of elements removed', '{"s": [{"a": 1, "b": 2}]}', '{"s": [{"a": 1}]}', 'evolves', 'backward', ['field-removed $.s[].b']],
  ['a field that is only null added', '{"a": 1}', '{"a": 1, "b": null}', 'evolves', 'forward', ['field-added $.b']],
  ['every field removed', '{"a": 1, "b": 2}', '{}', 'evolves', 'backward', ['field-removed $.a', 'field-removed $.b']],
  [
    'keys that JavaScript knows',
    '{}',
    '{"__proto__": 1, "toString": 2}',
    'evolves',
    'forward',
    ['field-added $.__proto__', 'field-added $.toString'],
  ],
  ['the empty key, and one with a dot', '{"": 1}', '{"a.b": 1}', 'evolves', 'neither', ['field-removed $[""]', 'field-added $["a.b"]']],
  [
    'a field of a map’s values added',
    '{"m": {"1": {"a": 1}}}',
    '{"m": {"1": {"a": 1, "b": 2}}}',
    'evolves',
    'forward',
    ['field-added $.m{}.b'],
  ],
  ['documents after none', '', '{"a": 1}', 'evolves', 'backward', ['first-kind-added $']],
  // Required and null.
  ['a field now missing at times', '{"a": 1}', '{"a": 1} {}', 'evolves', 'backward', ['became-optional $.a']],
  ['a field now always there', '{"a": 1} {}', '{"a": 1}', 'evolves', 'forward', ['became-required $.a']],
  ['a field now missing in elements', '{"s": [{"a": 1}]}', '{"s": [{"a": 1}, {}]}', 'evolves', 'backward', ['became-optional $.s[].a']],
  ['a field now null at times', '{"a": 1}', '{"a": 1} {"a": null}', 'evolves', 'backward', ['became-nullable $.a']],
  ['a field now never null', '{"a": 1} {"a": null}', '{"a": 1}', 'evolves', 'forward', ['no-longer-nullable $.a']],
  [
    'missing and null at times',
    '{"a": 1}',
    '{"a": 1} {"a": null} {}',
    'evolves',
    'backward',
    ['became-nullable $.a', 'became-optional $.a'],
  ],
  [
    'null where it was missing',
    '{"a": 1} {}',
    '{"a": 1} {"a": null}',
    'evolves',
    'neither',
    ['became-nullable $.a', 'became-required $.a'],
  ],
  ['null among elements', '{"s": [1]}', '{"s": [1, null]}', 'evolves', 'backward', ['became-nullable $.s[]']],
  ['null among the values of a map', '{"m": {"1": 5}}', '{"m": {"1": 5, "2": null}}', 'evolves', 'backward', ['became-nullable $.m{}']],
  // Nothing but null, or nothing at all, was seen.
  ['null, then text at times', '{"a": null}', '{"a": "x"} {"a": null}', 'evolves', 'backward', ['first-kind-added $.a']],
  ['null, then always text', '{"a": null}', '{"a": "x"}', 'evolves', 'neither', ['first-kind-added $.a', 'no-longer-nullable $.a']],
  ['null, then an object at times', '{"a": null}', '{"a": {"x": 1}} {"a": null}', 'evolves', 'backward', ['first-kind-added $.a']],
  ['null, then text or a number', '{"a": null}', '{"a": "x"} {"a": 1} {"a": null}', 'evolves', 'backward', ['first-kind-added $.a']],
  ['text at times, then only null', '{"a": "x"} {"a": null}', '{"a": null}', 'evolves', 'forward', ['last-kind-removed $.a']],
  ['text, then only null', '{"a": "x"}', '{"a": null}', 'evolves', 'neither', ['became-nullable $.a', 'last-kind-removed $.a']],
  ['an empty array gets elements', '{"s": []}', '{"s": [{"x": 1}]}', 'evolves', 'backward', ['first-kind-added $.s[]']],
  ['an array is empty everywhere', '{"s": ["x"]}', '{"s": []}', 'evolves', 'forward', ['last-kind-removed $.s[]']],
  ['an empty array gets nulls', '{"s": []}', '{"s": [null]}', 'evolves', 'backward', ['became-nullable $.s[]']],
  // Integer and number.
  ['a fraction where there were integers', '{"a": 1}', '{"a": 1.5}', 'evolves', 'backward', ['integer-to-number $.a']],
  ['an integer written as a measure', '{"a": 1}', '{"a": 1.0}', 'evolves', 'backward', ['integer-to-number $.a']],
  ['integers where there were fractions', '{"a": 1.5}', '{"a": 1}', 'evolves', 'forward', ['number-to-integer $.a']],
  ['fractions among elements', '{"s": [1]}', '{"s": [1, 0.5]}', 'evolves', 'backward', ['integer-to-number $.s[]']],
  ['fractions in a map', '{"m": {"1": 5}}', '{"m": {"1": 0.5}}', 'evolves', 'backward', ['integer-to-number $.m{}']],
  ['fractions beside text', '{"a": 1} {"a": "x"}', '{"a": 0.5} {"a": "x"}', 'evolves', 'backward', ['integer-to-number $.a']],
  // Formats.
  ['dates, then free text', '{"a": "2024-01-01"}', '{"a": "soon"}', 'evolves', 'backward', ['format-changed $.a']],
  ['free text, then dates', '{"a": "soon"}', '{"a": "2024-01-01"}', 'evolves', 'forward', ['format-changed $.a']],
  ['dates, then dates with a time', '{"a": "2024-01-01"}', '{"a": "2024-01-01T10:00:00Z"}', 'evolves', 'neither', ['format-changed $.a']],
  ['identifiers in an array, then any', `{"s": [${UUID}]}`, `{"s": [${UUID}, "x"]}`, 'evolves', 'backward', ['format-changed $.s[]']],
  // A scalar type changes otherwise.
  ['text, then integers', '{"a": "1"}', '{"a": 1}', 'forks', 'neither', ['kind-changed $.a']],
  ['integers, then text', '{"a": 1}', '{"a": "1"}', 'forks', 'neither', ['kind-changed $.a']],
  ['booleans, then text', '{"a": true}', '{"a": "true"}', 'forks', 'neither', ['kind-changed $.a']],
  ['booleans, then integers', '{"a": true}', '{"a": 1}', 'forks', 'neither', ['kind-changed $.a']],
  ['fractions, then booleans', '{"a": 0.5}', '{"a": false}', 'forks', 'neither', ['kind-changed $.a']],
  ['dates, then timestamps', '{"a": "2024-01-01"}', '{"a": 1704067200}', 'forks', 'neither', ['kind-changed $.a']],
  ['text, then integers, in an object', '{"o": {"a": "1"}}', '{"o": {"a": 1}}', 'forks', 'neither', ['kind-changed $.o.a']],
  ['text, then integers, in elements', '{"s": [{"a": "1"}]}', '{"s": [{"a": 1}]}', 'forks', 'neither', ['kind-changed $.s[].a']],
  ['documents of text, then of numbers', '"a"', '1', 'forks', 'neither', ['kind-changed $']],
  ['another kind, at times null', '{"a": "1"}', '{"a": 1} {"a": null}', 'forks', 'neither', ['became-nullable $.a', 'kind-changed $.a']],
  [
    'one change forks, others evolve',
    '{"a": "1", "b": 1}',
    '{"a": 1, "c": 1}',
    'forks',
    'neither',
    ['kind-changed $.a', 'field-removed $.b', 'field-added $.c'],
  ],
  // Unions.
  ['text, then also integers', '{"a": "x"}', '{"a": "x"} {"a": 1}', 'forks', 'backward', ['kind-added $.a']],
  ['integers, then also booleans', declare(integer), declare(integer, boolean), 'forks', 'backward', ['kind-added $']],
  ['text or integers, then text', '{"a": "x"} {"a": 1}', '{"a": "x"}', 'evolves', 'forward', ['kind-removed $.a']],
  [
    'text or integers, then text or booleans',
    declare(integer, text),
    declare(text, boolean),
    'forks',
    'neither',
    ['kind-added $', 'kind-removed $'],
  ],
  ['text or integers, then booleans', declare(integer, text), declare(boolean), 'forks', 'neither', ['kind-changed $']],
  ['text, then also objects', '{"a": "x"}', '{"a": "x"} {"a": {"b": 1}}', 'forks', 'backward', ['kind-added $.a']],
  ['objects, then also arrays', '{"a": {"b": 1}}', '{"a": {"b": 1}} {"a": [1]}', 'forks', 'backward', ['kind-added $.a']],
  ['objects or text, then objects', '{"a": {"b": 1}} {"a": "x"}', '{"a": {"b": 1}}', 'evolves', 'forward', ['kind-removed $.a']],
  ['objects or arrays, then text', '{"a": {}} {"a": []}', '{"a": "x"}', 'forks', 'neither', ['container-changed $.a']],
  // Object, array and scalar for one another.
  ['an object, then an array of them', '{"a": {"b": 1}}', '{"a": [{"b": 1}]}', 'forks', 'neither', ['container-changed $.a']],
  ['an array of objects, then one', '{"a": [{"b": 1}]}', '{"a": {"b": 1}}', 'forks', 'neither', ['container-changed $.a']],
  ['an object, then its text', '{"a": {"b": 1}}', '{"a": "b=1"}', 'forks', 'neither', ['container-changed $.a']],
  ['a number, then with its unit', '{"a": 1}', '{"a": {"value": 1, "unit": "m"}}', 'forks', 'neither', ['container-changed $.a']],
  ['one answer, then several', '{"a": "x"}', '{"a": ["x", "y"]}', 'forks', 'neither', ['container-changed $.a']],
  ['several answers, then one', '{"a": ["x", "y"]}', '{"a": "x"}', 'forks', 'neither', ['container-changed $.a']],
  ['an empty array, then an object', '{"a": []}', '{"a": {}}', 'forks', 'neither', ['container-changed $.a']],
  ['documents that were objects', '{"a": 1}', '"a"', 'forks', 'neither', ['container-changed $']],
  // An array's element type changes.
  ['integers in an array, then text', '{"s": [1]}', '{"s": ["1"]}', 'forks', 'neither', ['element-kind-changed $.s[]']],
  ['text in an array, then objects', '{"s": ["x"]}', '{"s": [{"id": "x"}]}', 'forks', 'neither', ['element-kind-changed $.s[]']],
  ['a list, then a grid', '{"s": [1]}', '{"s": [[1]]}', 'forks', 'neither', ['element-kind-changed $.s[]']],
  ['a grid of integers, then of text', '{"s": [[1]]}', '{"s": [["1"]]}', 'forks', 'neither', ['element-kind-changed $.s[][]']],
  ['integers in an array, then also text', '{"s": [1]}', '{"s": [1, "x"]}', 'forks', 'backward', ['kind-added $.s[]']],
  ['integers or text in an array, then text', '{"s": [1, "x"]}', '{"s": ["x"]}', 'evolves', 'forward', ['kind-removed $.s[]']],
  // Maps.
  ['a map of integers, then of text', '{"m": {"1": 5}}', '{"m": {"1": "5"}}', 'forks', 'neither', ['value-kind-changed $.m{}']],
  ['a map of integers, then also of text', '{"m": {"1": 5}}', '{"m": {"1": 5, "2": "5"}}', 'forks', 'backward', ['kind-added $.m{}']],
  ['a map, then an array', declare(map), declare(array), 'forks', 'neither', ['container-changed $']],
  ['a number, then a map', '{"m": 5}', '{"m": {"2024-01-01": 5}}', 'forks', 'neither', ['container-changed $.m']],
  ['a map, then text', '{"m": {"1": 5}}', '{"m": "5"}', 'forks', 'neither', ['container-changed $.m']],
  ['a map, then without any key', '{"m": {"1": 5}}', '{"m": {}}', 'evolves', 'full', ['map-to-object $.m']],
  ['a map, then fields with its values', '{"m": {"1": 5}}', '{"m": {"total": 5}}', 'evolves', 'forward', ['map-to-object $.m']],
  [
    'a map, then optional fields with its values',
    '{"m": {"1": 5}}',
    '{"m": {"total": 5}} {"m": {}}',
    'evolves',
    'full',
    ['map-to-object $.m'],
  ],
  [
    'a map of text or integers, then fields of each',
    '{"m": {"1": 5, "2": "x"}}',
    '{"m": {"a": 5, "b": "x"}}',
    'evolves',
    'forward',
    ['map-to-object $.m'],
  ],
  [
    'a map of fractions, then optional integers',
    '{"m": {"1": 0.5}}',
    '{"m": {"t": 5}} {"m": {}}',
    'evolves',
    'forward',
    ['map-to-object $.m', 'number-to-integer $.m{}'],
  ],
  [
    'a map, then fields with fractions',
    '{"m": {"1": 5}}',
    '{"m": {"t": 0.5}}',
    'evolves',
    'neither',
    ['map-to-object $.m', 'integer-to-number $.m{}'],
  ],
  [
    'a map, then fields with other values',
    '{"m": {"1": 5}}',
    '{"m": {"t": "x"}}',
    'forks',
    'neither',
    ['map-to-object $.m', 'value-kind-changed $.m{}'],
  ],
  ['many people, then a few', people(12), people(3), 'evolves', 'forward', ['map-to-object $.m']],
  ['a few people, then many', people(3), people(12), 'forks', 'backward', ['object-to-map $.m']],
  ['an object, then a map', '{"m": {"t": 5}}', '{"m": {"1": 5}}', 'forks', 'backward', ['object-to-map $.m']],
  ['an object of text, then a map of integers', '{"m": {"t": "x"}}', '{"m": {"1": 5}}', 'forks', 'neither', ['object-to-map $.m']],
  ['a map that had no keys yet', '{"m": {}}', '{"m": {"1": 5}}', 'evolves', 'full', ['empty-object-to-map $.m']],
  // Containers that were not followed.
  ['JSON text in both', declare(json), declare(json), 'same', 'full', []],
  ['JSON text, then an object that is followed', declare(json), declare(object('a', integer)), 'forks', 'forward', ['container-changed $']],
  ['an object, then JSON text', declare(object('a', integer)), declare(json), 'forks', 'backward', ['container-changed $']],
  ['an array, then JSON text', declare(array), declare(json), 'forks', 'backward', ['container-changed $']],
  ['text, then JSON text', declare(text), declare(json), 'forks', 'neither', ['container-changed $']],
]

function schemaOf(side: Side): Schema {
  return typeof side === 'string' ? inferSchema(parseJsonDocuments(side)) : side
}

function levelOf({ compatibility: { backward, forward } }: SchemaComparison): Level {
  if (backward && forward) return 'full'
  return backward ? 'backward' : forward ? 'forward' : 'neither'
}

describe('what a careful person would say', () => {
  test.each(CASES)('%s', (_, before, after, verdict, level, changes) => {
    const comparison = compareSchemas(schemaOf(before), schemaOf(after))
    expect({
      verdict: comparison.verdict,
      level: levelOf(comparison),
      changes: comparison.changes.map(({ change, path }) => `${change} ${path}`),
    }).toEqual({ verdict, level, changes })
  })

  test('the table is large, names each situation once, and leaves no change out', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60)
    expect(new Set(CASES.map(([situation]) => situation)).size).toBe(CASES.length)
    // What only a JSON Schema can say stands in compare-json-schemas.test.ts.
    const codes: Record<Exclude<SchemaChangeCode, 'description-changed' | 'enum-changed'>, number> = {
      'field-added': 0,
      'field-removed': 0,
      'became-optional': 0,
      'became-required': 0,
      'became-nullable': 0,
      'no-longer-nullable': 0,
      'integer-to-number': 0,
      'number-to-integer': 0,
      'integers-beyond-int64': 0,
      'format-changed': 0,
      'first-kind-added': 0,
      'last-kind-removed': 0,
      'kind-added': 0,
      'kind-removed': 0,
      'kind-changed': 0,
      'container-changed': 0,
      'element-kind-changed': 0,
      'value-kind-changed': 0,
      'object-to-map': 0,
      'empty-object-to-map': 0,
      'map-to-object': 0,
    }
    for (const text of CASES.flatMap(([, , , , , changes]) => changes)) codes[text.split(' ')[0] as keyof typeof codes]++
    expect(Object.entries(codes).filter(([, count]) => count === 0)).toEqual([])
  })

  test('backward is forward the other way round', () => {
    for (const [situation, before, after] of CASES) {
      const there = compareSchemas(schemaOf(before), schemaOf(after)).compatibility
      const back = compareSchemas(schemaOf(after), schemaOf(before)).compatibility
      expect({ situation, ...back }).toEqual({ situation, backward: there.forward, forward: there.backward, full: there.full })
    }
  })
})

describe('what is told', () => {
  test('a whole comparison: changes by path, with reasons', () => {
    const before = '{"answer": "yes", "score": 3, "steps": [{"stepPath": "a"}]}'
    const after = '{"answer": 1, "score": 3.5, "steps": [{"steppath": "a", "Year": 5}]} {"answer": 2, "score": null, "steps": []}'
    expect(compareSchemas(schemaOf(before), schemaOf(after))).toEqual({
      verdict: 'forks',
      changes: [
        { path: '$.answer', change: 'kind-changed', effect: 'forks', reason: 'Was string; is integer.' },
        { path: '$.score', change: 'became-nullable', effect: 'evolves', reason: 'Was never null; now may be.' },
        {
          path: '$.score',
          change: 'integer-to-number',
          effect: 'evolves',
          reason: 'Was written as an integer; now also with a fraction or an exponent.',
        },
        { path: '$.steps[].Year', change: 'field-added', effect: 'evolves', reason: 'A new field, which every object has.' },
        { path: '$.steps[].stepPath', change: 'field-removed', effect: 'evolves', reason: 'The field, which every object had, is gone.' },
        { path: '$.steps[].steppath', change: 'field-added', effect: 'evolves', reason: 'A new field, which every object has.' },
      ],
      compatibility: { backward: false, forward: false, full: false },
      flags: [
        {
          flag: 'case-collision',
          path: '$.steps[]',
          names: ['stepPath', 'steppath'],
          reason: 'Names that differ only by case or Unicode form: "stepPath", "steppath".',
        },
        {
          flag: 'injected-collision',
          path: '$.steps[]',
          names: ['Year'],
          injected: 'year',
          reason: 'Called as the injected column "year" is: "Year".',
        },
      ],
    })
  })

  test('kinds of a union are listed in their reasons', () => {
    const reasons = (before: Schema, after: Schema): string[] => compareSchemas(before, after).changes.map(({ reason }) => reason)
    expect(reasons(declare(integer, text), declare(text, boolean, json))).toEqual([
      'May now be boolean or JSON text as well, beside integer or string.',
      'Is no longer integer; string stays.',
    ])
    expect(reasons(declare(), declare(map))).toEqual(['Had no values, null apart; now has map.'])
    expect(reasons(declare(array), declare())).toEqual(['Had array; now has no values, null apart.'])
  })
})

describe('flags', () => {
  function flagsOf(before: string, after: string, injected?: readonly string[]): string[] {
    const { flags } = compareSchemas(schemaOf(before), schemaOf(after), { injected })
    return flags.map(({ flag, path, names }) => `${flag} ${path} ${names.join(' ')}`)
  }

  test('names that differ by case, of either schema or across both', () => {
    const split = '{"aB": 1}'
    expect(flagsOf(split, '{"ab": 1}')).toEqual(['case-collision $ aB ab'])
    expect(flagsOf('{"o": {"x": 1, "X": 1}}', '{}')).toEqual(['case-collision $.o X x'])
    expect(flagsOf('{"o": {"x": 1}}', '{"o": {"X": 1}, "O": {"x": 1}}')).toEqual(['case-collision $ O o', 'case-collision $.o X x'])
    expect(flagsOf('{"s": [[{"x": 1}]]}', '{"s": [[{"X": 1}]]}')).toEqual(['case-collision $.s[][] X x'])
  })

  test('names that differ by Unicode form, as columns are told apart', () => {
    expect(flagsOf('{"é": 1}', '{"e\u0301": 1}')).toEqual(['case-collision $ e\u0301 é'])
  })

  test('keys of a map are data: they collide with nothing', () => {
    expect(flagsOf('{"m": {"1a@b.c": 1}}', '{"m": {"1A@b.c": 1}}')).toEqual([])
  })

  test('injected names at the root and in elements, whatever their case, and not in nested objects', () => {
    expect(flagsOf('{"RecordId": 1}', '{"a": 1}')).toEqual(['injected-collision $ RecordId'])
    expect(flagsOf('{"o": {"year": 1}}', '{"o": {"year": 1}}')).toEqual([])
    expect(flagsOf('{"s": [{"day": 1}]}', '{"m": {"1": {"MONTH": 2}}}')).toEqual([
      'injected-collision $.m{} MONTH',
      'injected-collision $.s[] day',
    ])
    expect(flagsOf('{"year": 1}', '{"Year": 1}')).toEqual(['case-collision $ Year year', 'injected-collision $ Year year'])
  })

  test('other injected names, or none', () => {
    expect(flagsOf('{"year": 1, "cohort": 1}', '{}', ['Cohort'])).toEqual(['injected-collision $ cohort'])
    expect(flagsOf('{"year": 1}', '{}', [])).toEqual([])
  })
})

/** Two batches that mostly share documents: independent ones nearly always fork. */
const batches = fc
  .tuple(fc.array(documents, { maxLength: 3 }), fc.array(documents, { maxLength: 2 }), fc.array(documents, { maxLength: 1 }))
  .chain(([shared, before, after]) =>
    fc.constantFrom<[JsonValue[], JsonValue[]]>(
      [shared, [...shared, ...after]],
      [
        [...shared, ...before],
        [...shared, ...after],
      ],
      [[...shared, ...before], shared],
      [before, after],
    ),
  )
const limits = fc.constantFrom({}, {}, { maxDepth: 2 }, { maps: 'never' } as const)

/** Accepts whatever the schema does, formats apart: by hand, value by value. */
function accepts({ nullable, types }: Field, value: JsonValue): boolean {
  if (value === null) return nullable
  return types.some((type) => {
    switch (type.kind) {
      case 'integer':
        return typeof value === 'bigint' || (typeof value === 'number' && isWholeNumber(value))
      case 'number':
        return typeof value === 'bigint' || typeof value === 'number'
      case 'array':
        return isJsonArray(value) && value.every((element) => accepts(type.items, element))
      case 'map':
        return isJsonObject(value) && Object.values(value).every((entry) => accepts(type.values, entry))
      case 'object':
        return (
          isJsonObject(value) &&
          type.fields.every((named) => (Object.hasOwn(value, named.name) ? accepts(named, value[named.name]!) : named.optional))
        )
      case 'json':
        return isJsonObject(value) || isJsonArray(value)
      default:
        return typeof value === type.kind
    }
  })
}

describe('laws', () => {
  const runs = { numRuns: 2000, seed: 3 }

  test('the order of documents makes no difference', () => {
    const shuffles = fc
      .array(documents, { maxLength: 6 })
      .chain((docs) => fc.tuple(fc.constant(docs), fc.shuffledSubarray(docs, { minLength: docs.length })))
    fc.assert(
      fc.property(shuffles, limits, ([docs, shuffled], options) => {
        const { verdict, changes, compatibility } = compareSchemas(inferSchema(docs, options), inferSchema(shuffled, options))
        expect({ verdict, changes, compatibility }).toEqual({
          verdict: 'same',
          changes: [],
          compatibility: { backward: true, forward: true, full: true },
        })
      }),
      runs,
    )
  })

  test('same is equal canonical form, same both ways, and full', () => {
    fc.assert(
      fc.property(batches, limits, ([before, after], options) => {
        const [a, b] = [inferSchema(before, options), inferSchema(after, options)]
        const { verdict, compatibility } = compareSchemas(a, b)
        expect(verdict === 'same').toBe(JSON.stringify(canonicalize(a, 'exact')) === JSON.stringify(canonicalize(b, 'exact')))
        expect(compareSchemas(b, a).verdict === 'same').toBe(verdict === 'same')
        if (verdict === 'same') expect(compatibility.full).toBe(true)
      }),
      runs,
    )
  })

  test('forks both ways, but for a kind beside others and objects for maps', () => {
    const replaced = new Set<SchemaChangeCode>(['kind-changed', 'container-changed', 'element-kind-changed', 'value-kind-changed'])
    let forks = 0
    fc.assert(
      fc.property(batches, limits, ([before, after], options) => {
        const [a, b] = [inferSchema(before, options), inferSchema(after, options)]
        if (!compareSchemas(a, b).changes.some(({ change }) => replaced.has(change))) return
        forks++
        expect(compareSchemas(b, a).verdict).toBe('forks')
      }),
      runs,
    )
    expect(forks).toBeGreaterThan(100)
  })

  test('changes are sorted, none is told twice, and the worst effect is the verdict', () => {
    fc.assert(
      fc.property(batches, limits, ([before, after], options) => {
        const { verdict, changes, compatibility } = compareSchemas(inferSchema(before, options), inferSchema(after, options))
        const keys = changes.map(({ path, change }) => `${path}\0${change}`)
        expect(keys).toEqual([...new Set(keys)].sort())
        const effects = new Set(changes.map(({ effect }) => effect))
        expect(verdict).toBe(effects.has('forks') ? 'forks' : effects.has('evolves') ? 'evolves' : 'same')
        expect(compatibility.full).toBe(compatibility.backward && compatibility.forward)
      }),
      runs,
    )
  })

  test('what evolves can be merged without a fork', () => {
    let evolved = 0
    fc.assert(
      fc.property(batches, limits, ([before, after], options) => {
        const [a, b] = [inferSchema(before, options), inferSchema(after, options)]
        const { verdict } = compareSchemas(a, b)
        if (verdict === 'forks') return
        if (verdict === 'evolves') evolved++
        const merged = compareSchemas(a, mergeSchemas([a, b], options))
        expect(merged.verdict).not.toBe('forks')
        if (verdict === 'same') expect(merged.verdict).toBe('same')
      }),
      runs,
    )
    expect(evolved).toBeGreaterThan(100)
  })

  test('the exception: objects that together are taken for a map', () => {
    const [few, others] = [schemaOf(people(6, 'patient')), schemaOf(people(6, 'carer'))]
    expect(compareSchemas(few, others).verdict).toBe('evolves')
    const merged = compareSchemas(few, mergeSchemas([few, others]))
    expect(merged.changes.map(({ change, path }) => `${change} ${path}`)).toEqual(['object-to-map $.m'])
    expect(compareSchemas(few, mergeSchemas([few, others], { maps: 'never' })).verdict).toBe('evolves')
  })

  test('a schema of more documents reads those of fewer', () => {
    fc.assert(
      fc.property(fc.array(documents, { maxLength: 3 }), fc.array(documents, { maxLength: 3 }), (docs, more) => {
        const options = { maps: 'never' } as const
        expect(compareSchemas(inferSchema(docs, options), inferSchema([...docs, ...more], options)).compatibility.backward).toBe(true)
      }),
      runs,
    )
  })

  test('who can read a schema reads each of its documents', () => {
    let read = 0
    fc.assert(
      fc.property(batches, limits, ([before, after], options) => {
        const [a, b] = [inferSchema(before, options), inferSchema(after, options)]
        const { backward, forward } = compareSchemas(a, b).compatibility
        if (backward) for (const document of before) expect(accepts(b.root, document)).toBe(true)
        if (forward) for (const document of after) expect(accepts(a.root, document)).toBe(true)
        if (backward !== forward) read++
      }),
      runs,
    )
    expect(read).toBeGreaterThan(100)
  })
})
