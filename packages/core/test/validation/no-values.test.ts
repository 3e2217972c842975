import { parseJson } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { KEYWORDS } from '../../src/validation/keywords.js'
import { compileOne } from './schema-sources.js'

const LATE = 'https://json-schema.org/draft/2020-12/schema'
const [text, number] = ['CANARY', '8675309']

/** An object with a `then` may not be written down: one might take it for a promise. */
function parsed(json: string): object {
  return JSON.parse(json) as object
}

/** For each keyword a schema, and a document with the canary in it that breaks it. */
const cases: readonly (readonly [keyword: string, schema: object, document: string])[] = [
  ['type', { type: 'integer' }, `"${text}"`],
  ['type', { type: ['integer', 'null'] }, `"${text}"`],
  ['enum', { enum: ['a', 1] }, `"${text}"`],
  ['const', { const: { a: 1 } }, `"${text}"`],
  ['multipleOf', { multipleOf: 2 }, number],
  ['maximum', { maximum: 1 }, number],
  ['exclusiveMaximum', { exclusiveMaximum: 1 }, number],
  ['minimum', { minimum: 1e9 }, number],
  ['exclusiveMinimum', { exclusiveMinimum: 1e9 }, number],
  ['maxLength', { maxLength: 1 }, `"${text}"`],
  ['minLength', { minLength: 100 }, `"${text}"`],
  ['pattern', { pattern: '^[a-z]$' }, `"${text}"`],
  ['maxItems', { maxItems: 0 }, `["${text}"]`],
  ['minItems', { minItems: 2 }, `["${text}"]`],
  ['uniqueItems', { uniqueItems: true }, `["${text}","${text}"]`],
  ['maxProperties', { maxProperties: 0 }, `{"k":"${text}"}`],
  ['minProperties', { minProperties: 2 }, `{"k":"${text}"}`],
  ['required', { required: ['x'] }, `{"k":"${text}"}`],
  ['contains', { contains: { const: 1 } }, `["${text}"]`],
  ['minContains', { contains: { type: 'string' }, minContains: 2 }, `["${text}"]`],
  ['maxContains', { contains: { type: 'string' }, maxContains: 1 }, `["${text}","${text}"]`],
  ['additionalProperties', { additionalProperties: false }, `{"k":"${text}"}`],
  ['additionalProperties', { additionalProperties: { type: 'integer' } }, `{"k":"${text}"}`],
  ['propertyNames', { propertyNames: { pattern: '^a' } }, `{"k":"${text}"}`],
  ['not', { not: {} }, `"${text}"`],
  ['allOf', { allOf: [{ type: 'integer' }, false] }, `"${text}"`],
  ['anyOf', { anyOf: [{ type: 'integer' }, { const: 'x' }] }, `"${text}"`],
  ['oneOf', { oneOf: [true, { type: 'string' }] }, `"${text}"`],
  ['properties', { properties: { k: { type: 'integer' }, l: false } }, `{"k":"${text}","l":"${text}"}`],
  ['patternProperties', { patternProperties: { k: { type: 'integer' } } }, `{"k":"${text}"}`],
  ['items', { items: { type: 'integer' } }, `["${text}"]`],
  ['items', { items: [{ type: 'integer' }] }, `["${text}"]`],
  ['items', { $schema: LATE, items: false }, `["${text}"]`],
  ['additionalItems', { items: [true], additionalItems: false }, `["${text}","${text}"]`],
  ['prefixItems', { prefixItems: [{ type: 'integer' }] }, `["${text}"]`],
  ['dependencies', { dependencies: { k: ['x'], l: { required: ['y'] } } }, `{"k":"${text}","l":"${text}"}`],
  ['dependentRequired', { dependentRequired: { k: ['x'] } }, `{"k":"${text}"}`],
  ['dependentSchemas', { dependentSchemas: { k: { required: ['x'] } } }, `{"k":"${text}"}`],
  ['if', parsed('{"if":{"type":"string"},"then":false}'), `"${text}"`],
  ['then', parsed('{"if":true,"then":{"type":"integer"}}'), `"${text}"`],
  ['else', { if: false, else: { type: 'integer' } }, `"${text}"`],
  ['unevaluatedItems', { unevaluatedItems: false }, `["${text}"]`],
  ['unevaluatedProperties', { unevaluatedProperties: false }, `{"k":"${text}"}`],
]

const DIALECTS = {
  'draft-06': 'http://json-schema.org/draft-06/schema#',
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': LATE,
}

test('every keyword has a case', () => {
  const keywords = new Set(Object.values(KEYWORDS).flatMap((kinds) => [...kinds.keys()]))
  expect([...keywords].filter((keyword) => !cases.some(([covered]) => covered === keyword))).toEqual([])
})

for (const [dialect, $schema] of Object.entries(DIALECTS)) {
  const known = cases.filter(([keyword, schema]) => KEYWORDS[dialect as keyof typeof DIALECTS].has(keyword) && !('$schema' in schema))
  const fitting = dialect === '2020-12' ? known.filter(([, schema]) => !('items' in schema && Array.isArray(schema.items))) : known
  test.each(fitting.map(([keyword, schema, document]) => [`${keyword} of ${JSON.stringify(schema)}`, schema, document] as const))(
    `${dialect}: no violation of %s holds a value`,
    async (_, schema, document) => {
      const violations = (await compileOne({ $schema, ...schema })).validate(parseJson(document))
      expect(violations.length).toBeGreaterThan(0)
      const told = JSON.stringify(violations)
      expect([told.includes(text), told.includes(number)]).toEqual([false, false])
      for (const { message } of violations) expect(message).not.toMatch(/undefined|\[object|NaN/)
    },
  )
}

test('names that are long are cut in messages, and lists of what is allowed in parameters', async () => {
  const name = 'k'.repeat(5_000)
  const [closed] = (await compileOne({ additionalProperties: false })).validate({ [name]: 1 })
  expect(closed!.message.length).toBeLessThan(200)
  const [chosen] = (await compileOne({ enum: Array.from({ length: 1_000 }, (_, i) => i) })).validate('x')
  expect(chosen!.params['allowedValues']).toHaveLength(21)
})
