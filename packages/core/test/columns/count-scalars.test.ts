import { parseJson, stringifyJson } from '@bridge-downstream/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countScalars } from '../../src/columns/count-scalars.js'
import { countLeaves } from '../../src/json/count-leaves.js'
import { documents } from '../support/documents.js'

const encoder = new TextEncoder()

test.each<[string, number]>([
  ['null', 0],
  ['[null,{"null":null}]', 0],
  ['{"a":"b","c":["d",{"e":"f:"}]}', 3],
  ['{"a" : "x" , "b"\n:\t-1.5e+7}', 2],
  ['["\\"",":","\\\\",""]', 4],
  ['[true,false,0,-0,1E5]', 5],
  ['"\\u0022"', 1],
  ['{"é":"\u{1f600}"} 1 2', 3],
  ['', 0],
])('%s holds %d', (text, scalars) => {
  expect(countScalars(encoder.encode(text))).toBe(scalars)
})

test('it counts of the bytes what is counted of the values', () => {
  fc.assert(
    fc.property(documents, (value) => {
      const text = stringifyJson(value)
      expect(countScalars(encoder.encode(text))).toBe(countLeaves(value))
      const spaced = text.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token) => ` ${token}\r\n\t`)
      expect(countScalars(encoder.encode(spaced))).toBe(countLeaves(parseJson(spaced)))
    }),
    { numRuns: 2_000, seed: 3 },
  )
})
