import {
  fingerprint,
  inferSchema,
  mergeSchemas,
  parseJson,
  SchemaInference,
  typeOf,
  type JsonValue,
  type Schema,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documents } from '../support/documents.js'

function infer(...texts: string[]): Schema {
  return inferSchema(texts.map((text) => parseJson(text)))
}

function fieldOf(schema: Schema, name: string): unknown {
  return typeOf(schema.root, 'object')!.fields.find((field) => field.name === name)
}

describe('statistics of a field', () => {
  test('present, absent, null, and the kinds', () => {
    expect(fieldOf(infer('{"a":1}', '{"a":null}', '{}', '{"a":2.5}'), 'a')).toEqual({
      name: 'a',
      optional: true,
      nullable: true,
      types: [{ kind: 'number', count: 2, integers: 1, min: 1, max: 2.5, beyondSafe: 0, beyondInt64: 0 }],
      present: 3,
      absent: 1,
      nulls: 1,
    })
  })

  test('a union has each kind once, in the fixed order', () => {
    const field = fieldOf(infer('{"a":"x"}', '{"a":true}', '{"a":1}', '{"a":[1]}', '{"a":{}}'), 'a') as Schema['root']
    expect(field.types.map(({ kind }) => kind)).toEqual(['integer', 'string', 'boolean', 'object', 'array'])
  })

  test('an integer beyond 2^53 is seen as such, and one beyond int64', () => {
    const field = fieldOf(infer('{"a":9007199254740993}', '{"a":9223372036854775808}', '{"a":1}'), 'a') as Schema['root']
    expect(field.types).toEqual([expect.objectContaining({ kind: 'integer', beyondSafe: 2, beyondInt64: 1 })])
  })

  test.each(['1.0', '1e2', '-0', '0.0'])('%s is a number, since it was written as one', (text) => {
    expect(infer(text).root.types).toEqual([expect.objectContaining({ kind: 'number', integers: 0 })])
  })

  test('formats are those that every value satisfied', () => {
    const formats = (...values: string[]): unknown => typeOf(infer(...values.map((value) => JSON.stringify(value))).root, 'string')!.formats
    expect(formats('2024-02-29')).toEqual(['date'])
    expect(formats('2023-02-29')).toEqual([])
    expect(formats('2024-01-01T10:00:00Z', '2024-01-01T10:00:00.123+05:30')).toEqual(['date-time'])
    expect(formats('2024-01-01T10:00:00Z', '2024-01-01')).toEqual([])
    expect(formats('2024-01-01T10:00:00')).toEqual([])
    expect(formats('10:00:00Z')).toEqual(['time'])
    expect(formats('https://example.org/a?b=c#d')).toEqual(['uri'])
    expect(formats('9f1c1a4e-2b3d-4c5e-8f90-abcdefabcdef')).toEqual(['uuid'])
    expect(formats('')).toEqual([])
  })
})

describe('laws of merging', () => {
  const batches = fc.array(fc.array(documents, { maxLength: 4 }), { minLength: 1, maxLength: 5 })

  test('schemas of parts merge to the schema of the whole', () => {
    fc.assert(
      fc.property(batches, (parts) => {
        expect(mergeSchemas(parts.map((part) => inferSchema(part)))).toEqual(inferSchema(parts.flat()))
      }),
      { numRuns: 2000, seed: 1 },
    )
  })

  test('order and grouping make no difference, nor does the road over JSON', () => {
    fc.assert(
      fc.property(batches, (parts) => {
        const schemas = parts.map((part) => inferSchema(part))
        const expected = mergeSchemas(schemas)
        expect(mergeSchemas(schemas.toReversed())).toEqual(expected)
        expect(schemas.reduce((merged, schema) => mergeSchemas([merged, schema]), mergeSchemas([]))).toEqual(expected)
        expect(schemas.reduceRight((merged, schema) => mergeSchemas([schema, merged]), mergeSchemas([]))).toEqual(expected)
        expect(mergeSchemas(JSON.parse(JSON.stringify(schemas)) as Schema[])).toEqual(JSON.parse(JSON.stringify(expected)))
      }),
      { numRuns: 1000, seed: 2 },
    )
  })

  test('repetition makes no difference to the structure', () => {
    fc.assert(
      fc.property(fc.array(documents, { maxLength: 5 }), (docs) => {
        const schema = inferSchema(docs)
        const twice = mergeSchemas([schema, schema, schema])
        for (const level of ['labels', 'shape', 'exact'] as const) expect(fingerprint(twice, level)).toBe(fingerprint(schema, level))
        expect(twice.documents).toBe(3 * schema.documents)
      }),
      { numRuns: 1000, seed: 3 },
    )
  })

  test('the laws hold across the limit on keys', () => {
    const options = { maxKeys: 3 }
    fc.assert(
      fc.property(batches, (parts) => {
        const whole = inferSchema(parts.flat(), options)
        expect(
          mergeSchemas(
            parts.map((part) => inferSchema(part, options)),
            options,
          ),
        ).toEqual(whole)
        expect(
          mergeSchemas(
            parts.toReversed().map((part) => inferSchema(part, options)),
            options,
          ),
        ).toEqual(whole)
      }),
      { numRuns: 1000, seed: 4 },
    )
  })

  test('inferences of workers merge as schemas do', () => {
    fc.assert(
      fc.property(batches, (parts) => {
        const merged = new SchemaInference()
        for (const part of parts) {
          const worker = new SchemaInference()
          for (const document of part) worker.add(document)
          merged.merge(worker)
        }
        expect(merged.schema()).toEqual(inferSchema(parts.flat()))
      }),
      { numRuns: 1000, seed: 5 },
    )
  })
})

describe('keys come from hostile data', () => {
  test.each(['__proto__', 'constructor', 'toString', '', 'é', 'e\u0301', 'x'.repeat(2 ** 20)])('%.20s is a field like any other', (key) => {
    const schema = infer(`{${JSON.stringify(key)}:1}`)
    expect(typeOf(schema.root, 'object')!.fields.map(({ name }) => name)).toEqual([key])
    expect(fingerprint(schema)).toMatch(/^fp1:shape:[0-9a-f]{64}$/)
    expect(mergeSchemas([schema, schema]).root.types).toHaveLength(1)
  })

  test('keys that differ by case or Unicode form are different fields', () => {
    const fields = typeOf(infer('{"a":1,"A":1,"é":1,"e\u0301":1}').root, 'object')!.fields
    expect(fields.map(({ name }) => name)).toEqual(['A', 'a', 'e\u0301', 'é'])
  })

  test('100,000 keys in one object are a map, and the same one in any order', () => {
    const keys = Array.from({ length: 100_000 }, (_, i) => `name${(i * 7919) % 100_000}`)
    const schema = inferSchema([Object.fromEntries(keys.map((key) => [key, 1]))])
    expect(typeOf(schema.root, 'map')).toEqual({
      kind: 'map',
      count: 1,
      reason: 'many-keys',
      keys: null,
      values: expect.objectContaining({
        present: 100_000,
        optional: false,
        types: [expect.objectContaining({ kind: 'integer', count: 100_000 })],
      }) as unknown,
    })
    const halves = [keys.slice(0, 50_000), keys.slice(50_000)].map((half) => inferSchema(half.map((key) => ({ [key]: 1 }))))
    expect(fingerprint(mergeSchemas(halves), 'exact')).toBe(fingerprint(schema, 'exact'))
  })
})

describe('bounds', () => {
  test('documents that nest in themselves are followed to the depth that is asked for, and say so', () => {
    const nested = (depth: number): JsonValue => (depth === 0 ? {} : { child: nested(depth - 1) })
    const schema = inferSchema([nested(100)], { maxDepth: 10 })
    let field = schema.root
    let depth = 0
    for (;;) {
      const next = typeOf(field, 'object')?.fields[0]
      if (!next) break
      field = next
      depth++
    }
    expect(depth).toBe(10)
    expect(field.types).toEqual([{ kind: 'json', count: 1 }])
  })

  test('beyond the cap on paths, containers are followed less deep', () => {
    const grow = (depth: number, salt: number): JsonValue =>
      depth === 0 ? 1 : Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`k${(salt * 7 + i) % 40}`, grow(depth - 1, salt + i)]))
    const docs = Array.from({ length: 30 }, (_, i) => grow(5, i))
    const schema = inferSchema(docs, { maxPaths: 500 })
    expect(JSON.stringify(schema)).toContain('"kind":"json"')
    expect(countFields(schema.root)).toBeLessThanOrEqual(500)
  })

  function countFields(field: Schema['root']): number {
    return (
      1 +
      field.types.reduce((sum, type) => {
        if (type.kind === 'object') return sum + type.fields.reduce((total, child) => total + countFields(child), 0)
        return type.kind === 'array' ? sum + countFields(type.items) : sum
      }, 0)
    )
  }
})

describe('maps', () => {
  test('an override makes a map of any object, and an object of any map', () => {
    const doc = parseJson('{"totals":{"2024-01-01":1},"scores":{"left":1,"right":2}}')
    const schema = inferSchema([doc], { mapOverrides: { '$.totals': 'object', '$.scores': 'map' } })
    const kinds = typeOf(schema.root, 'object')!.fields.map(({ name, types }) => [name, types[0]!.kind])
    expect(kinds).toEqual([
      ['scores', 'map'],
      ['totals', 'object'],
    ])
  })
})
