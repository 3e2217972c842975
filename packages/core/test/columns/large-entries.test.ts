import { parquetMetadata } from 'hyparquet'
import { expect, test } from 'vitest'
import { countScanned, expectSameOutcome, planOf, takeRoad } from './two-roads.js'

const encoder = new TextEncoder()

function expectSame(about: string, documents: readonly object[], text: string): void {
  const plan = planOf(documents as never)
  const bytes = encoder.encode(text)
  const expected = takeRoad('reference', plan, [bytes])
  expect(expected.errors).toEqual([])
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
  expectSameOutcome('fast', takeRoad('fast', plan, [bytes], { rowGroupRows: 3_000 }), expected)
  const { scanned, unusual } = countScanned(plan, bytes)
  expect(scanned + unusual).toBe(documents.length)
  expect(unusual).toBeGreaterThan(150)
  expect(unusual).toBeLessThan(400)
})

test('row groups that are closed because they are heavy are the same', () => {
  // More than 16 MiB: of texts that few, many, or all documents share, and of elements, which end within documents.
  const lines = Array.from({ length: 80_000 }, (_, i) => {
    const text = `${i % 5_000}`.padStart(60, 'text ')
    return JSON.stringify({
      text,
      own: `${i}`.padEnd(70),
      optional: i % 3 === 0 ? null : text,
      list: [{ tag: text }, { tag: text }, { tag: text, on: true }],
    })
  })
  const plan = planOf(lines.slice(0, 10).map((line) => JSON.parse(line) as never))
  const bytes = encoder.encode(lines.join('\n'))
  const expected = takeRoad('reference', plan, [bytes])
  expectSameOutcome('heavy', takeRoad('fast', plan, [bytes]), expected)
  const groups = [...expected.parts.values()].map((part) => parquetMetadata(part.slice().buffer).row_groups.length)
  expect(Math.min(...groups.slice(0, 2))).toBeGreaterThan(1)
})

test('where a list of distinct texts stops to pay within a document of many rows, it is given up at its end', () => {
  const documents = Array.from({ length: 30 }, (_, i) => ({
    a: `${i}`,
    list: Array.from({ length: i % 7 === 3 ? 3_000 : 90 }, (_unused, j) => ({ text: i % 2 === 0 ? `own ${i} ${j}` : `few ${j % 5}` })),
  }))
  const plan = planOf(documents)
  const bytes = encoder.encode(documents.map((document) => JSON.stringify(document)).join('\n'))
  for (const rowGroupRows of [undefined, 2_500, 300]) {
    expectSameOutcome(
      rowGroupRows,
      takeRoad('fast', plan, [bytes], { rowGroupRows }),
      takeRoad('reference', plan, [bytes], { rowGroupRows }),
    )
  }
})

test('more distinct texts than the kernel knows at a time, long ones, and those that only the reference road has met', () => {
  const columns = Array.from({ length: 10 }, (_, i) => `c${i}`)
  const lines = Array.from({ length: 80_000 }, (_, i) => {
    // Less than half are distinct, so that their lists pay.
    const fields = columns.map((name, j) => `"${name}":"${((i * (7 + 2 * j)) % 9_000) + j}"`)
    const long = `"long":"${'x'.repeat(i % 1_000 === 0 ? 5_000 : 5)}${i % 3}"`
    // Now and then, and once many in a row.
    const unusual = i % 401 === 0 || (i > 5_000 && i < 5_400) ? `,"unknown":1,"few":"only here ${i}"` : `,"few":"${i % 5}"`
    return `{${fields.join(',')},${long}${unusual}}`
  })
  const plan = planOf(lines.slice(1, 10).map((line) => JSON.parse(line) as never))
  const bytes = encoder.encode(lines.join('\n'))
  for (const rowGroupRows of [undefined, 15_000]) {
    expectSameOutcome(
      rowGroupRows,
      takeRoad('fast', plan, [bytes], { rowGroupRows }),
      takeRoad('reference', plan, [bytes], { rowGroupRows }),
    )
  }
})
