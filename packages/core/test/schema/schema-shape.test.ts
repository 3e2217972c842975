import { inferSchema, parseJson, parseJsonDocuments } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { schemaShape } from '../../src/schema/schema-shape.js'

const text = JSON.stringify(inferSchema(parseJsonDocuments('{"a": 1, "b": ["x"], "m": {"2024-01-01": true}} {"a": "y"}')))

test.each([
  ['no object', '[]', '', 'Expected an object'],
  ['another version', text.replace('"version":1', '"version":2'), '/version', 'Expected one of 1'],
  ['a count that is none', text.replace('"documents":2', '"documents":-1'), '/documents', 'Expected a whole number from 0'],
  ['a flag as text', text.replace('"optional":false', '"optional":"false"'), '/root/optional', 'Expected true or false'],
  ['a kind that nobody knows', text.replace('"kind":"map"', '"kind":"set"'), '/root/types/0/fields/2/types/0/kind', undefined],
  ['no kind', text.replace('"kind":"object",', ''), '/root/types/0', 'Expected an object with a kind'],
  ['a name twice', text.replace('"name":"b"', '"name":"a"'), '/root/types/0/fields/1', 'Stands twice, or before what should come after it'],
  ['an unknown format', text.replace('"formats":[]', '"formats":["colour"]'), '/root/types/0/fields/0/types/1/formats/0', undefined],
  ['a range of text', text.replace('"min":1', '"min":"1"'), '/root/types/0/fields/0/types/0/min', 'Expected a number'],
  ['a field too many', text.replace('"root":{', '"root":{"title":"x",'), '/root/title', 'Nothing knows a field of this name'],
  ['a field too few', text.replace(/,"nulls":\d+\}\}$/, '}}'), '/root', 'The field "nulls" is missing'],
])('%s', (_, damaged, pointer, what) => {
  expect(damaged).not.toBe(text)
  expect(() => schemaShape(parseJson(damaged), [])).toThrow(
    expect.objectContaining({
      name: 'DocumentParseError',
      code: 'wrong-shape',
      place: { pointer },
      ...(what !== undefined && { what }),
    }),
  )
})

test('a union out of order, or two kinds that exclude each other', () => {
  const union = parseJson(text) as { root: { types: [{ fields: [{ types: unknown[] }] }] } }
  const { types } = union.root.types[0].fields[0]
  types.reverse()
  expect(() => schemaShape(union as never, [])).toThrow(/Stands twice/)
  types.splice(0, 2, types[1], { ...(types[1] as object), kind: 'number' })
  expect(() => schemaShape(union as never, [])).toThrow(/Stands twice/)
})
