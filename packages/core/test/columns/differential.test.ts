import { readDocuments, stringifyJson, type JsonValue, type TablePlan } from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CORNERS, ESCAPED, NUMBERS, STRINGS } from '../schema/byte-cases.js'
import { createMutator } from '../schema/mutate-text.js'
import { documents } from '../support/documents.js'
import { fixturesAreThere, readFixture, readTsv, sayLeftOut } from '../support/fixtures.js'
import { countScanned, expectSameOutcome, planOf, takeRoad, type RoadOptions } from './two-roads.js'

const encoder = new TextEncoder()
/** Damaged texts that are entries of one plan. */
const GROUP = 20
const isLong = process.env['BRIDGE_DOWNSTREAM_LONG'] === '1'

function bytesOf(text: string): Uint8Array {
  return encoder.encode(text)
}

function expectSameRoads(about: unknown, plan: TablePlan, entries: readonly Uint8Array[], options: RoadOptions = {}): void {
  const expected = takeRoad('reference', plan, entries, options)
  expectSameOutcome(about, takeRoad('fast', plan, entries, options), expected)
}

/** What can be read of bytes before a fault. */
function readable(bytes: Uint8Array): JsonValue[] {
  const values: JsonValue[] = []
  try {
    for (const value of readDocuments(bytes, {})) values.push(value)
  } catch {
    // The fault is what the roads are compared by.
  }
  return values
}

/** JSON text with white space between all tokens, as `space` gives it. */
function spaced(text: string, space: () => string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token) => `${space()}${token}${space()}`)
}

const spaces = fc.infiniteStream(fc.constantFrom('', '', ' ', '\n', '\r\n\t '))
const texts = fc
  .tuple(fc.array(documents, { maxLength: 6 }), spaces, fc.constantFrom('\n', ' ', '\r\n'), fc.boolean())
  .map(([values, space, between, inArray]) => {
    const written = values.map((value) => spaced(stringifyJson(value), () => space.next().value as string))
    return inArray ? `[${written.join(',')}]` : written.join(between)
  })

describe('both roads give the same bytes, counts and errors', () => {
  test('over generated documents by their own plan', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(undefined, 1, 2, 3), (text, rowGroupRows) => {
        const bytes = bytesOf(text)
        expectSameRoads(text, planOf(readable(bytes)), [bytes], { rowGroupRows })
      }),
      { numRuns: isLong ? 10_000 : 1_000, seed: 1 },
    )
  })

  test('over generated documents by the plan of others', () => {
    fc.assert(
      fc.property(texts, fc.array(texts, { maxLength: 3 }), (planned, entries) => {
        const plan = planOf(readable(bytesOf(planned)))
        expectSameRoads([planned, entries], plan, [planned, ...entries].map(bytesOf), { rowGroupRows: 2 })
      }),
      { numRuns: isLong ? 10_000 : 1_000, seed: 2 },
    )
  })

  test('over texts with damage', () => {
    const total = isLong ? 1_000_000 : 20_000
    const seeds = fc.sample(texts, { numRuns: 400, seed: 3 }).filter(({ length }) => length > 0 && length <= 300)
    const sources = [...seeds, ...CORNERS.filter(({ length }) => length <= 300)]
    const mutate = createMutator(4, sources)
    const counts = { errors: 0, scanned: 0, unusual: 0 }
    for (let i = 0; i < total; i += GROUP) {
      const group = Array.from({ length: GROUP }, mutate)
      // Every other plan is one of what was not damaged.
      const planned =
        i % (2 * GROUP) === 0 ? group : Array.from({ length: GROUP }, (_, j) => bytesOf(sources[(i + j * 7) % sources.length]!))
      const plan = planOf(planned.flatMap(readable))
      const expected = takeRoad('reference', plan, group)
      expectSameOutcome(group, takeRoad('fast', plan, group), expected)
      counts.errors += expected.errors.length
      const { scanned, unusual } = countScanned(plan, group[0]!)
      counts.scanned += scanned * GROUP
      counts.unusual += unusual * GROUP
    }
    console.log(
      `${total} damaged texts: ${counts.errors} with an error; some ${counts.scanned} documents read by the scanner, ${counts.unusual} left to the reference`,
    )
    expect(counts.errors).toBeGreaterThan(total / 10)
    expect(counts.scanned).toBeGreaterThan(total / 10)
  }, 3_600_000)

  test('over the corpora', () => {
    if (!fixturesAreThere) return sayLeftOut('the corpora')
    const counts = { files: 0, megabytes: 0, scanned: 0, unusual: 0, errors: 0 }
    for (const { corpus, file } of readTsv('corpora', 'expected', 'json-structure.tsv')) {
      const bytes = readFixture('corpora', corpus!, file!)
      if (bytes.length > 4e6 && !isLong) continue
      const plan = planOf(readable(bytes))
      const expected = takeRoad('reference', plan, [bytes])
      expectSameOutcome(`${corpus}/${file}`, takeRoad('fast', plan, [bytes]), expected)
      const { scanned, unusual } = countScanned(plan, bytes)
      counts.files++
      counts.megabytes += bytes.length / 1e6
      counts.scanned += scanned
      counts.unusual += unusual
      counts.errors += expected.errors.length
    }
    console.log(
      `${counts.files} files, ${counts.megabytes.toFixed(0)} MB: ${counts.scanned} documents read by the scanner, ${counts.unusual} left to the reference; ${counts.errors} files with an error`,
    )
    expect(counts.scanned).toBeGreaterThan(3_000)
  }, 600_000)
})

describe('corner cases', () => {
  const plan = planOf([
    { a: 0.5, b: 'x', c: true, d: 1, l: [{ x: 1 }], o: { p: null } },
    { a: null, b: null, c: null, d: null, l: null, o: null },
  ])

  test.each([...CORNERS].map((text) => [text.slice(0, 60), text]))('%j', (_, text) => {
    const entries = [text, `{"a":${text}}`, `{"b":${text},"l":[{"x":${text}}]}`, `[{"d":${text}} , {"o":{"p":${text}}}]`].map(bytesOf)
    expectSameRoads(text, plan, entries)
    for (const bytes of entries) expectSameRoads(text, planOf(readable(bytes)), [bytes])
  })

  test('every number in every column', () => {
    for (const number of NUMBERS) {
      const bytes = bytesOf(`{"a":${number},"d":${number}}\n{"a":0.5,"d":1}\n{"d":${number} , "a" : ${number}}`)
      expectSameRoads(number, plan, [bytes])
      expectSameRoads(number, planOf(readable(bytes)), [bytes])
    }
  })

  test('every string, and every string after each other one', () => {
    const written = [...STRINGS.map((text) => JSON.stringify(text)), ...ESCAPED]
    for (const first of written) {
      const bytes = bytesOf(written.map((second) => `{"b":${first}}\n{"b":${second}}`).join('\n'))
      expectSameRoads(first, plan, [bytes])
    }
  })
})
