import { parseJson, type JsonValue } from '@bridge-downstream/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeIdOf } from '../../src/datasets/bucket-shape-table.js'
import { pathOf } from '../../src/datasets/bucket-path.js'
import { ShapeCollector, type ShapeLimits } from '../../src/datasets/bucket-shapes.js'
import { documents } from '../support/documents.js'
import { shuffle } from '../support/shuffle.js'

/** Each shape as its paths and the documents that have it, in the order of the shapes. */
function shapesOf(values: readonly { readonly id: number; readonly value: JsonValue }[], limits: Partial<ShapeLimits> = {}): unknown {
  const collector = new ShapeCollector(() => false, limits)
  for (const { value } of values) collector.add(value)
  const { nodes, shapes } = collector.finish()
  return shapes.map(({ codes, documents: positions }) => ({
    paths: Array.from(codes, (code) => pathOf(nodes[nodeIdOf(code)]!)),
    codes: [...codes],
    ids: positions.map((position) => values[position]!.id).sort((a, b) => a - b),
  }))
}

test.each<[string, Partial<ShapeLimits>]>([
  ['without limits in reach', {}],
  ['where documents have too many paths', { maxDocumentPaths: 4 }],
  ['where all documents together have too many paths', { maxPaths: 8 }],
  ['where both have', { maxPaths: 12, maxDocumentPaths: 6 }],
  ['where objects have too many keys', { maxKeys: 2 }],
  ['where containers nest too deep', { maxDepth: 2 }],
])('the shapes do not depend on the order of the documents, %s', (_, limits) => {
  const piles = fc.array(documents, { maxLength: 12 })
  fc.assert(
    fc.property(piles, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (values, random) => {
      const numbered = values.map((value, id) => ({ id, value }))
      expect(shapesOf(shuffle(numbered, random), limits)).toEqual(shapesOf(numbered, limits))
    }),
    { numRuns: 300 },
  )
})

test('a null is a path of no kind; kinds tell shapes apart', () => {
  const values = ['{"a":1}', '{"a":2.5}', '{"a":null}', '{"a":"x"}', '{"a":[1]}', '{"a":[]}', '{"a":{"b":1}}', '{"a":true}'].map((text) =>
    parseJson(text),
  )
  const shapes = shapesOf(values.map((value, id) => ({ id, value }))) as { paths: string[]; ids: number[] }[]
  expect(new Set(shapes.map(({ paths, ids }) => `${ids.join()}: ${paths.join(' ')}`))).toEqual(
    new Set(['0,1: $ $.a', '2: $ $.a', '3: $ $.a', '4: $ $.a $.a[]', '5: $ $.a', '6: $ $.a $.a.b', '7: $ $.a']),
  )
})

test('a large document is looked at as deep as its paths allow, but never less than at its keys', () => {
  const value = parseJson('{"a":{"b":{"c":1,"d":2},"e":1},"f":1}')
  const pathsWithin = (maxDocumentPaths: number): unknown =>
    (shapesOf([{ id: 0, value }], { maxDocumentPaths }) as { paths: string[] }[])[0]!.paths
  expect(pathsWithin(7)).toEqual(['$', '$.a', '$.a.b', '$.a.b.c', '$.a.b.d', '$.a.e', '$.f'])
  expect(pathsWithin(6)).toEqual(['$', '$.a', '$.a.b', '$.a.e', '$.f'])
  expect(pathsWithin(4)).toEqual(['$', '$.a', '$.f'])
  expect(pathsWithin(1)).toEqual(['$', '$.a', '$.f'])
})
