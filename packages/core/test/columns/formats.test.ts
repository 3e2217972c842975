import { DocumentFlattener, inferSchema } from '@bridge-downstream/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DocumentScanner } from '../../src/columns/document-scanner.js'
import { formatCheck } from '../../src/schema/byte-formats.js'
import { formatsOf } from '../../src/schema/string-formats.js'
import { STRING_FORMATS, type StringFormat } from '../../src/schema/schema.js'
import { textsLikeFormats } from '../schema/format-pieces.js'
import { planOf } from './two-roads.js'

const encoder = new TextEncoder()
const EXAMPLES: Readonly<Record<StringFormat, string>> = {
  date: '2024-02-29',
  'date-time': '2024-02-29T10:00:00Z',
  time: '10:00:00Z',
  uri: 'https://example.org/a',
  uuid: '00000000-0000-0000-0000-000000000000',
}

/** The texts that are left to the reference road where all are expected to have a format. */
function leftOf(texts: readonly string[], format: StringFormat): string[] {
  const example = [{ t: EXAMPLES[format] }]
  const left: string[] = []
  const scanner = DocumentScanner.create(new DocumentFlattener(planOf(example), { onBatch: () => {} }), {
    expectations: { root: inferSchema(example).root, formatCheck },
    onUnusual: (document) => left.push((document as { readonly t: string }).t),
  })!
  const origin = { recordId: 'r1', entry: 'e.json', entryOrdinal: 0, position: 0 }
  const bytes = encoder.encode(texts.map((t) => JSON.stringify({ t })).join('\n'))
  const scanning = scanner.scan(bytes, { origin, injected: {}, start: 0, parse: {} })
  let step = scanning.next()
  while (!step.done) step = scanning.next()
  expect(step.value).toEqual({ documents: texts.length, isWhole: true })
  return left
}

test.each(STRING_FORMATS)('a text that is no %s, where all have been so far, is left to the reference road, and no other', (format) => {
  const bit = 1 << STRING_FORMATS.indexOf(format)
  const example = EXAMPLES[format]
  // The example with one character replaced, left out, or added.
  const near = fc
    .tuple(
      fc.nat({ max: example.length }),
      fc.constantFrom('', '0', '3', '9', 'a', 'F', 'g', 'z', ':', '.', '-', '+', '%', ' ', '/', '#'),
      fc.nat({ max: 2 }),
    )
    .map(([at, text, replaced]) => example.slice(0, at) + text + example.slice(at + replaced))
  let kept = 0
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          textsLikeFormats,
          { weight: 4, arbitrary: near },
          textsLikeFormats.map((text) => `http://${text}`),
        ),
        { minLength: 20, maxLength: 40 },
      ),
      (texts) => {
        const expected = texts.filter((text) => formatsOf(text, bit) !== bit)
        kept += texts.length - expected.length
        expect(leftOf(texts, format)).toEqual(expected)
      },
    ),
    { numRuns: 500, seed: 1 },
  )
  expect(kept).toBeGreaterThan(500)
})
