import { equalJson, parseJson, stringifyJson, type JsonValue } from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countLeaves } from '../../src/json/count-leaves.js'
import { documents } from '../support/documents.js'
import { flatten, rebuild, type FlattenTestOptions } from '../support/round-trip.js'

async function expectRebuilt(docs: readonly JsonValue[], options?: FlattenTestOptions): Promise<void> {
  const flattened = flatten(docs, options)
  const rebuilt = await rebuild(flattened)
  const wrong = docs.findIndex((doc, i) => !(i in rebuilt) || !equalJson(doc, rebuilt[i]!))
  if (wrong >= 0 || rebuilt.length !== docs.length) {
    expect(stringifyJson(rebuilt[wrong] ?? null)).toBe(stringifyJson(docs[wrong] ?? null))
    throw new Error('not rebuilt')
  }
  const { cells, json, residue } = flattened.leaves
  expect(cells + json + residue).toBe(docs.reduce((sum: number, doc) => sum + countLeaves(doc), 0))
}

describe('rebuild after flatten is the document', () => {
  test.each([
    ['absent beside null', ['{"a":1}', '{"a":null}', '{}', '{"a":null}']],
    ['empty containers', ['{"a":{},"b":[]}', '{"a":{"x":1},"b":[1]}', '{"a":null,"b":null}', '{}']],
    ['objects of nothing but nulls', ['{"a":{"b":null}}', '{"a":{"b":1}}', '{}', '{"a":{}}']],
    ['objects within objects', ['{"a":{"b":{"c":1}}}', '{"a":{"b":{}}}', '{"a":{}}', '{}', '{"a":null}', '{"a":{"b":null}}']],
    ['unions', ['{"a":1}', '{"a":"x"}', '{"a":true}', '{"a":[1]}', '{"a":{"b":1}}', '{"a":null}', '{"a":1.5}']],
    ['arrays of arrays', ['[[1,2],[],[[3]],null]', '[]', '{"a":[[]]}']],
    ['arrays of mixed things', ['{"a":[1,"x",null,{},{"b":1},[2],true]}', '{"a":[]}']],
    ['top-level scalars', ['1', '"x"', 'null', 'true', '{}', '[]']],
    ['maps', ['{"days":{"2024-01-01":1,"2024-01-02":null}}', '{"days":{}}', '{"days":null}', '{}', '{"days":{"2024-01-03":{"x":[1]}}}']],
    ['maps of maps', ['{"a":{"1":{"2":{"x":1}},"3":{}}}', '{"a":{"1":null}}']],
    ['big integers', ['{"a":9007199254740993}', '{"a":-9223372036854775808}', '{"a":1}']],
    ['integers beyond int64', ['{"a":9223372036854775808}', '{"a":1}', '{"a":null}']],
    ['big integers among fractions', ['{"a":9007199254740993}', '{"a":0.5}', '{"a":1152921504606846976}']],
    ['numbers of every kind', ['{"a":0}', '{"a":-0}', '{"a":1e300}', '{"a":1e999}', '{"a":1.0}']],
    ['text that is no Unicode', ['{"a":"\\ud800"}', '{"a":"\\udc00x"}', '{"\\ud800":1}', '{"a":{"\\ud800":{"b":1}}}']],
    ['hostile keys', ['{"__proto__":{"a":1},"constructor":[1],"":{"":1},"a/b":{"~":null}}', '{"__proto__":null}']],
    ['names that collide', ['{"a_b":1,"a":{"b":2},"A_B":3,"recordid":"x","id":4}', '{"l":[{"id":1,"index":2,"recordid":3}]}']],
  ])('%s', async (_, texts) => {
    await expectRebuilt(texts.map((text) => parseJson(text)))
  })

  test('any documents', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(documents, { minLength: 1, maxLength: 8 }), (docs) => expectRebuilt(docs)),
      { numRuns: 3000, seed: 1 },
    )
  })

  test('whatever the size of row groups', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(documents, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 5 }), (docs, rowGroupRows) =>
        expectRebuilt(docs, { rowGroupRows }),
      ),
      { numRuns: 500, seed: 2 },
    )
  })

  test('within tight limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(documents, { minLength: 1, maxLength: 6 }),
        fc.record({ maxDepth: fc.integer({ min: 0, max: 3 }), maxKeys: fc.integer({ min: 1, max: 4 }) }),
        fc.record({ maxColumns: fc.integer({ min: 1, max: 6 }), maxTables: fc.integer({ min: 1, max: 3 }) }),
        (docs, infer, limits) => expectRebuilt(docs, { ...infer, limits }),
      ),
      { numRuns: 1000, seed: 3 },
    )
  })

  test('by the plan of other documents: what the plan does not know is in the residue', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(documents, { maxLength: 4 }),
        fc.array(documents, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('glue' as const, 'snake_case' as const, 'identity' as const),
        (others, docs, convention) => expectRebuilt(docs, { plan: flatten(others, { convention }).plan }),
      ),
      { numRuns: 2000, seed: 4 },
    )
  })
})
