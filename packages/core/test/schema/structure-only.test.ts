import { compareSchemas, evolvePlan, fingerprint, inferSchema, mergeSchemas, planTables, type Schema } from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../src/json/parse-json.js'
import { schemaShape } from '../../src/schema/schema-shape.js'
import { structureOnly } from '../../src/schema/structure-only.js'
import { documents } from '../support/documents.js'

const batches = fc.array(documents, { maxLength: 4 })
const runs = { numRuns: 1000, seed: 5 }

test('a whole schema: no count, range, length or key of a map is left, and what decides a column is', () => {
  const docs = [
    parseJson('{"n": 12345678901234567890123, "d": 0.5, "s": "2024-01-01", "m": {"2024-01-01": 7}, "l": [true, null]}'),
    parseJson('{"n": null}'),
  ]
  const none = { present: 0, absent: 0, nulls: 0 }
  const always = { optional: false, nullable: false, ...none }
  const number = { count: 0, integers: 0, min: null, max: null, beyondSafe: 0, beyondInt64: 0 }
  expect(structureOnly(inferSchema(docs))).toEqual({
    version: 1,
    documents: 0,
    root: {
      ...always,
      types: [
        {
          kind: 'object',
          count: 0,
          fields: [
            { name: 'd', ...always, optional: true, types: [{ kind: 'number', ...number }] },
            {
              name: 'l',
              ...always,
              optional: true,
              types: [
                { kind: 'array', count: 0, maxLength: 0, items: { ...always, nullable: true, types: [{ kind: 'boolean', count: 0 }] } },
              ],
            },
            {
              name: 'm',
              ...always,
              optional: true,
              types: [
                { kind: 'map', count: 0, reason: 'declared', values: { ...always, types: [{ kind: 'integer', ...number }] }, keys: null },
              ],
            },
            { name: 'n', ...always, nullable: true, types: [{ kind: 'integer', ...number, beyondInt64: 1 }] },
            { name: 's', ...always, optional: true, types: [{ kind: 'string', count: 0, maxLength: 0, formats: ['date'] }] },
          ],
        },
      ],
    },
  })
})

describe('laws', () => {
  test('it is the same structure, and there is nothing more to strip', () => {
    fc.assert(
      fc.property(batches, (docs) => {
        const schema = inferSchema(docs)
        const bare = structureOnly(schema)
        expect(fingerprint(bare, 'exact')).toBe(fingerprint(schema, 'exact'))
        expect(compareSchemas(schema, bare).changes).toEqual([])
        expect(structureOnly(bare)).toEqual(bare)
      }),
      runs,
    )
  })

  test('as long as merging finds no new maps, it does not depend on order, grouping or repetition, to the last byte', () => {
    const merge = (...schemas: Schema[]): Schema => structureOnly(mergeSchemas(schemas, { maps: 'never' }))
    fc.assert(
      fc.property(batches, batches, batches, (a, b, c) => {
        const [x, y, z] = [a, b, c].map((docs) => structureOnly(inferSchema(docs)))
        const whole = merge(x!, y!, z!)
        expect(merge(z!, x!, y!)).toEqual(whole)
        expect(merge(x!, merge(z!, y!))).toEqual(whole)
        expect(merge(whole, y!, whole)).toEqual(whole)
      }),
      runs,
    )
  })

  test('it merges to what the schemas with their statistics merge to', () => {
    const options = { maps: 'never' } as const
    fc.assert(
      fc.property(batches, batches, (a, b) => {
        const [x, y] = [inferSchema(a, options), inferSchema(b, options)]
        expect(structureOnly(mergeSchemas([structureOnly(x), structureOnly(y)], options))).toEqual(
          structureOnly(mergeSchemas([x, y], options)),
        )
      }),
      runs,
    )
  })

  test('tables have the same columns as with the statistics; only what an empty cell means may follow counts', () => {
    const columnsOf = (plan: ReturnType<typeof planTables>): unknown =>
      plan.tables.map(({ name, kind, path, columns }) => ({ name, kind, path, columns }))
    fc.assert(
      fc.property(batches, batches, (a, b) => {
        const [x, y] = [inferSchema(a), inferSchema([...a, ...b])]
        const plan = planTables(structureOnly(x), { dataset: 'a_v1' })
        expect(columnsOf(plan)).toEqual(columnsOf(planTables(x, { dataset: 'a_v1' })))
        expect(columnsOf(evolvePlan(plan, structureOnly(y)))).toEqual(columnsOf(evolvePlan(plan, y)))
      }),
      runs,
    )
  })

  test('a schema comes back from its JSON', () => {
    fc.assert(
      fc.property(batches, fc.constantFrom({}, { maxDepth: 2 }, { maxKeys: 2 }), (docs, options) => {
        const schema = inferSchema(docs, options)
        expect(schemaShape(parseJson(JSON.stringify(schema)), [])).toEqual(JSON.parse(JSON.stringify(schema)))
      }),
      runs,
    )
  })
})
