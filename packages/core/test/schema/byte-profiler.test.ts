import {
  BridgeDownstreamError,
  DocumentParseError,
  inferSchema,
  inferSchemaFromBytes,
  readDocuments,
  SchemaInference,
  stringifyJson,
  typeOf,
  type InferOptions,
  type JsonValue,
  type ParseOptions,
  type Schema,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { profileBytes } from '../../src/schema/byte-profiler.js'
import { documents } from '../support/documents.js'
import { fixturesAreThere, readFixture, readTsv, sayLeftOut } from '../support/fixtures.js'
import { CORNERS, ESCAPED, NUMBERS, STRINGS } from './byte-cases.js'
import { createMutator } from './mutate-text.js'

const encoder = new TextEncoder()

/** A schema, or where and why there is none. */
type Outcome = Schema | { readonly code: string; readonly message: string; readonly place: unknown }

function outcomeOf(infer: () => Schema): Outcome {
  try {
    return infer()
  } catch (error) {
    if (!(error instanceof DocumentParseError)) throw error
    return { code: error.code, message: error.message, place: error.place }
  }
}

function reference(bytes: Uint8Array, options: InferOptions = {}, parse: ParseOptions = {}): Outcome {
  return outcomeOf(() => inferSchema(readDocuments(bytes, parse.place ?? {}, parse), options))
}

function fromBytes(bytes: Uint8Array, options: InferOptions = {}, parse: ParseOptions = {}): Outcome {
  return outcomeOf(() => {
    const inference = new SchemaInference(options)
    inference.addBytes(bytes, parse)
    return inference.schema()
  })
}

/** As `toStrictEqual`, which is slow, and with the case that failed. */
function expectEqual(about: unknown, found: Outcome, expected: Outcome): void {
  if (!isDeepStrictEqual(found, expected)) expect({ about, found }).toStrictEqual({ about, found: expected })
}

/** Whether the bytes go the fast way, so that a test of it is not one of the fallback. */
function goesFast(bytes: Uint8Array): boolean {
  return profileBytes(bytes, 0, { maxNesting: 1_000, maxKeys: 2_000, maxPaths: 100_000 }) !== undefined
}

function bytesOf(text: string): Uint8Array {
  return encoder.encode(text)
}

/** JSON text with white space between all tokens, as `space` gives it. */
function spaced(text: string, space: () => string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token) => `${space()}${token}${space()}`)
}

const spaces = fc.infiniteStream(fc.constantFrom('', '', ' ', '\n', '\r\n\t '))
const texts = fc
  .tuple(fc.array(documents, { maxLength: 5 }), spaces, fc.constantFrom('\n', ' ', '\r\n'))
  .map(([values, space, between]) => values.map((value) => spaced(stringifyJson(value), () => space.next().value as string)).join(between))

describe('the same schema as the parser and the inference give', () => {
  test('over generated documents, and none of them falls back', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = bytesOf(text)
        expect(fromBytes(bytes)).toStrictEqual(reference(bytes))
        expect(goesFast(bytes)).toBe(true)
      }),
      { numRuns: 3_000, seed: 1 },
    )
  })

  test('over several entries, whatever the limits', () => {
    const limits = fc.record({
      maxDepth: fc.integer({ min: 1, max: 4 }),
      maxKeys: fc.integer({ min: 0, max: 6 }),
      maxPaths: fc.integer({ min: 1, max: 60 }),
      maps: fc.constantFrom('infer' as const, 'never' as const),
    })
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 4 }), limits, fc.boolean(), (entries, options, bounded) => {
        const used = bounded ? options : { ...options, maxPaths: undefined }
        const all = entries.flatMap((text) => [...readDocuments(bytesOf(text), {})])
        expect(inferSchemaFromBytes(entries.map(bytesOf), used)).toStrictEqual(inferSchema(all, used))
      }),
      { numRuns: 3_000, seed: 2 },
    )
  })

  test('over texts with damage, or the same error at the same place', () => {
    const total = 100_000
    const seeds = fc.sample(texts, { numRuns: 400, seed: 3 }).filter(({ length }) => length > 0 && length <= 300)
    const mutate = createMutator(4, [...seeds, ...CORNERS.filter(({ length }) => length <= 300)])
    const counts = { schemas: 0, errors: 0, fast: 0 }
    for (let i = 0; i < total; i++) {
      const bytes = mutate()
      const expected = reference(bytes)
      expectEqual(bytes, fromBytes(bytes), expected)
      if ('code' in expected) counts.errors++
      else {
        counts.schemas++
        if (goesFast(bytes)) counts.fast++
      }
    }
    console.log(
      `${total} damaged texts: ${counts.schemas} with a schema (${counts.fast} without the exact parser), ${counts.errors} with an error`,
    )
    expect(counts.fast).toBeGreaterThan(total / 10)
    expect(counts.errors).toBeGreaterThan(total / 10)
  }, 60_000)

  test('over the corpora', () => {
    if (!fixturesAreThere) return sayLeftOut('the corpora')
    const rows = readTsv('corpora', 'expected', 'json-structure.tsv')
    const counts = { schemas: 0, fast: 0, errors: 0, megabytes: 0 }
    for (const { corpus, file } of rows) {
      const bytes = readFixture('corpora', corpus!, file!)
      const expected = reference(bytes)
      expectEqual(`${corpus}/${file}`, fromBytes(bytes), expected)
      counts.megabytes += bytes.length / 1e6
      if ('code' in expected) counts.errors++
      else counts.schemas++
      if (goesFast(bytes)) counts.fast++
    }
    console.log(
      `${rows.length} files, ${counts.megabytes.toFixed(0)} MB: ${counts.schemas} with a schema (${counts.fast} without the exact parser), ${counts.errors} with an error`,
    )
    expect(counts.schemas).toBeGreaterThan(1_000)
  }, 120_000)
})

function expectSame(text: string | Uint8Array, options: InferOptions = {}, parse: ParseOptions = {}): void {
  const bytes = typeof text === 'string' ? bytesOf(text) : text
  expectEqual(bytes.subarray(0, 1_000), fromBytes(bytes, options, parse), reference(bytes, options, parse))
}

describe('corner cases', () => {
  test.each(CORNERS.map((text) => [text.slice(0, 60), text]))('%j alone, in an array, as a key’s value, and after others', (_, text) => {
    expectSame(text)
    expectSame(`[[${text}, ${text}]]`)
    expectSame(`{"a": ${text} , "b":${text}}\n{"a":-1e9}\r\n{"a":1e9}\n{"a":${text}}`)
  })

  test('each number beside each other one', () => {
    for (const a of NUMBERS) for (const b of NUMBERS) expectSame(`[${a},${b},${a}]`)
    expect(goesFast(bytesOf(NUMBERS.join('\n')))).toBe(true)
  })

  test('bounds that differ in the last place only', () => {
    const close = Array.from({ length: 2_000 }, (_, i) => `0.3000000000000${String((i * 7919) % 10_000).padStart(4, '0')}`)
    expectSame(close.join('\n'))
    expectSame(close.map((text) => `-${text}`).join('\n'))
  })

  test('each string beside each other one', () => {
    const written = [...STRINGS.map((text) => JSON.stringify(text)), ...ESCAPED]
    for (const a of written) for (const b of written) expectSame(`[${a},${b}]`)
    expect(goesFast(bytesOf(written.join('\n')))).toBe(true)
  })

  test('every sequence of UTF-8, good or bad, in a string and outside', () => {
    const seconds = [0x22, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff]
    for (let lead = 0x80; lead <= 0xff; lead++) {
      for (const second of seconds) {
        for (const rest of [[], [0x80], [0x80, 0x80], [0xbf, 0xc0], [0x41], [0x80, 0x80, 0x80]]) {
          expectSame(Uint8Array.from([0x22, lead, second, ...rest, 0x22]))
          expectSame(Uint8Array.from([0x7b, 0x22, lead, second, ...rest, 0x22, 0x3a, 0x31, 0x7d]))
        }
      }
      expectSame(Uint8Array.from([lead, 0x31]))
    }
  })

  test('100,000 keys in one object, then fewer', () => {
    const many = `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":{"at":${i},"x${i % 3}":[${i}]}`).join(',')}}`
    const entries = [many, '{"k1":{"at":-1},"new":{"at":0.5,"y":1}}', '{"a":1,"a":2}', '{"a":null}']
    const bytes = bytesOf(`${entries[0]}\n${entries[1]}\n${entries[3]}`)
    expect(goesFast(bytes)).toBe(true)
    expectSame(bytes)
    expectSame(bytes, { maps: 'never', maxPaths: 1_000_000 })
    expectSame(bytesOf(`${entries[0]}\n${entries[2]}`))
    expectSame(bytesOf(`${many.slice(0, -1)},"k7":1}`))
  })

  test('a key of 1 MB', () => {
    const key = JSON.stringify('é'.repeat(500_000))
    expectSame(`{${key}:1}\n{${key}:2}\n{${key}:1,${key}:2}`)
    expectSame(`{${key}:1}\n{${key}:2}`)
  })

  test.each([1, 63, 64, 65, 999, 1_000, 1_001, 50_000])('%d containers inside each other', (depth) => {
    expectSame('['.repeat(depth) + ']'.repeat(depth))
    expectSame('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))
    expectSame(`${'['.repeat(depth)}${'{"a":['.repeat(depth)}`)
  })

  test('options of the parser', () => {
    const place = { archive: 'a.zip', entry: 'b.json' }
    for (const text of ['{"a":1,"a":2.5}', '[[[1]]]', '{"a":[{}]}', '\ufeff{"a":', '\ufeff1', '{"a":1}\n\n{"b"}', '"\u0001"']) {
      expectSame(text, {}, { duplicateKeys: 'last' })
      for (const maxDepth of [0, 1, 2, 3]) expectSame(text, {}, { maxDepth, place })
      expectSame(text, {}, { place, baseOffsetBytes: 100, baseLine: 7 })
    }
    expectSame(Uint8Array.from([0xef, 0xbb, 0xbf, 0x22, 0xff, 0x22]), {}, { place })
  })
})

describe('entries', () => {
  test('a fault leaves nothing of its entry behind', () => {
    const inference = new SchemaInference()
    expect(inference.addBytes(bytesOf('{"a":1}\n{"a":2}'))).toBe(2)
    const before = inference.schema()
    expect(() => inference.addBytes(bytesOf('{"a":"text","b":[1]}\n{"a":99}\n{"a"'))).toThrow(BridgeDownstreamError)
    expect(inference.schema()).toStrictEqual(before)
    expect(inference.addBytes(bytesOf('[{"a":3},{"a":4,"c":null}]'))).toBe(2)
    const all: JsonValue[] = [{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4, c: null }]
    expect(inference.schema()).toStrictEqual(inferSchema(all))
  })

  test('documents added one by one, by bytes, and by other inferences come together', () => {
    const inference = new SchemaInference({ maxDepth: 2 })
    const other = new SchemaInference({ maxDepth: 2 })
    inference.add({ a: { b: { c: 1 } } })
    inference.addBytes(bytesOf('{"a":{"b":{"d":[1]}},"e":[[{}]]}'))
    other.addBytes(bytesOf('{"a":[{"x":1}]}'))
    inference.merge(other)
    const all: JsonValue[] = [{ a: { b: { c: 1 } } }, { a: { b: { d: [1] } }, e: [[{}]] }, { a: [{ x: 1 }] }]
    expect(inference.schema()).toStrictEqual(inferSchema(all, { maxDepth: 2 }))
  })

  test('bytes stay as they are, also where they are part of a larger buffer', () => {
    const whole = bytesOf('xx{"a":"é"}yy')
    const copy = whole.slice()
    const schema = inferSchemaFromBytes(whole.subarray(2, -2))
    expect(typeOf(schema.root, 'object')!.fields.map(({ name, types }) => [name, types])).toEqual([
      ['a', [{ kind: 'string', count: 1, maxLength: 1, formats: [] }]],
    ])
    expect(whole).toEqual(copy)
  })
})
