import { expect, test } from 'vitest'
import { countScanned, expectSameOutcome, planOf, takeRoad } from './two-roads.js'

const encoder = new TextEncoder()

function expectSame(about: string, documents: readonly object[], text: string): void {
  const plan = planOf(documents as never)
  const bytes = encoder.encode(text)
  const expected = takeRoad('reference', plan, [bytes])
  expect(expected.errors).toEqual([])
  expectSameOutcome(about, takeRoad('auto', plan, [bytes]), expected)
  expectSameOutcome(about, takeRoad('fast', plan, [bytes]), expected)
}

/** More than a window, with texts of several kinds: few, many, all distinct, long, with escapes and beyond ASCII. */
const documents = Array.from({ length: 9_000 }, (_, i) => ({
  few: `step ${i % 7}`,
  many: `name_${(i * 7919) % 5_000}`,
  own: `${i.toString(36)}-${(i * 31) % 1_000}`,
  long: i % 50 === 0 ? 'é€😀"\\\n'.repeat(i % 40) : 'plain text that is a little longer than sixteen bytes',
  n: i % 3 === 0 ? null : i / 8,
  list: Array.from({ length: i % 4 }, (_unused, j) => ({ at: j, on: j % 2 === 0, tags: j === 2 ? [`t${i % 11}`] : [] })),
}))

test('an entry of several windows, as lines, in an array, and with white space', () => {
  const lines = documents.map((document) => JSON.stringify(document))
  expectSame('lines', documents, lines.join('\n'))
  expectSame('array', documents, `[${lines.join(',')}]`)
  expectSame('spaced', documents.slice(0, 3_000), JSON.stringify(documents.slice(0, 3_000), null, 2))
})

test('a document that is larger than a window, and rows that do not fit in one row group', () => {
  const large = { list: documents.slice(0, 5_000), text: 'x'.repeat(700_000) }
  expectSame('large', [large, { list: [], text: '' }], `${JSON.stringify(large)}\n{"list":[],"text":""}\n${JSON.stringify(large)}`)
  const wide = { list: Array.from({ length: 130_000 }, (_, i) => i) }
  expectSame('many rows', [wide, { list: [1] }], `{"list":[1]}\n${JSON.stringify(wide)}\n{"list":[2]}`)
})

test('documents that are unusual now and then leave nothing behind', () => {
  // What no column can say, in the midst of texts that make dictionaries grow and spill.
  const lines = documents.map((document, i) => {
    const text = JSON.stringify(document)
    return i % 97 === 5 ? `${text.slice(0, -1)},"unknown":"${i}"}` : i % 89 === 3 ? text.replace('"few":"', '"few":"\\ud800') : text
  })
  const plan = planOf(documents)
  const bytes = encoder.encode(lines.join('\n'))
  const expected = takeRoad('reference', plan, [bytes], { rowGroupRows: 3_000 })
  expectSameOutcome('auto', takeRoad('auto', plan, [bytes], { rowGroupRows: 3_000 }), expected)
  expectSameOutcome('fast', takeRoad('fast', plan, [bytes], { rowGroupRows: 3_000 }), expected)
  const { scanned, unusual } = countScanned(plan, bytes)
  expect(scanned + unusual).toBe(documents.length)
  expect(unusual).toBeGreaterThan(150)
  expect(unusual).toBeLessThan(400)
})
