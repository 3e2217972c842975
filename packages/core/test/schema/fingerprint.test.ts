import { canonicalize, fingerprint, inferSchema, parseJson, type FingerprintLevel } from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documents } from '../support/documents.js'
import { shuffle, shuffleKeys } from '../support/shuffle.js'

const LEVELS: readonly FingerprintLevel[] = ['labels', 'shape', 'exact']

function of(text: string, level: FingerprintLevel): string {
  return fingerprint(inferSchema(text.split('\n').map((line) => parseJson(line))), level)
}

describe('golden fingerprints of fp1: they must never change', () => {
  // The canonical texts were written by hand, and their SHA-256 computed by another program.
  const GOLDEN = [
    {
      documents: '{}',
      canonical: ['[["object"]]', '[["object"]]', '[["object"]]'],
      digests: [
        'c41a04e1be950cbe1f4b9bf93707f86e31b1e3e1515891e8eb0e830125a3f2ca',
        'c41a04e1be950cbe1f4b9bf93707f86e31b1e3e1515891e8eb0e830125a3f2ca',
        'c41a04e1be950cbe1f4b9bf93707f86e31b1e3e1515891e8eb0e830125a3f2ca',
      ],
    },
    {
      documents: '5',
      canonical: ['["scalar"]', '["number"]', '["integer"]'],
      digests: [
        'f46df4deda0b36a04e4d713a0adc00a5e3aeb6f611833f20255331448bd9303b',
        '28cb2aa5c78fb0e321488d562ea2fa940670538fd1b61617ddeacc81569d8049',
        'bca995ecf9a2e293f8fc65c6590e70d82ae15b0e352b57ba9866349c4db0a5dc',
      ],
    },
    {
      documents: '{"b":1.5,"a":"x"}\n{"a":null}',
      canonical: [
        '[["object",["a",["scalar"]],["b",["scalar"]]]]',
        '[["object",["a",["string"]],["b",["number"]]]]',
        '[["object",["a",["null",["string"]],"required"],["b",["number"],"optional"]]]',
      ],
      digests: [
        'b1b5fd5458ca4cfa468563ebea458afd5e7b01d9c187a11393b286a87b6501a6',
        'a72901a3ef1540a41951b433a40f680d18e2894df281ef226171fa8530efca66',
        '02dbbc484a71b51ac44a1a3aa46d32c7647d8c487b82a5021eb19bdb2e3f46b1',
      ],
    },
    {
      documents: '{"at":"2024-01-01T00:00:00Z","mixed":1}\n{"at":"2024-01-02T00:00:00Z","mixed":true}',
      canonical: [
        '[["object",["at",["scalar"]],["mixed",["scalar"]]]]',
        '[["object",["at",["string"]],["mixed",["boolean","number"]]]]',
        '[["object",["at",[["string","date-time"]],"required"],["mixed",["boolean","integer"],"required"]]]',
      ],
      digests: [
        '5a321dbc912defbaa8697bfcd33e685a4b4e44a5402bc3740ca6c23af0e0bc9c',
        '8c8ff7c264fc47983b069e0b7264cc498e6b9b8ccdd6b7b649ac3bf0f41476d2',
        '96b1e50b0996fa804896384712d6497b1fad78d9454ca54b0b1990a531202af5',
      ],
    },
    {
      documents: '{"__proto__":[{"x":[[]]}],"days":{"2024-01-01":1}}',
      canonical: [
        '[["object",["__proto__",[["array",[["object",["x",[["array",[["array",[]]]]]]]]]]],["days",[["map",["scalar"]]]]]]',
        '[["object",["__proto__",[["array",[["object",["x",[["array",[["array",[]]]]]]]]]]],["days",[["map",["number"]]]]]]',
        '[["object",["__proto__",[["array",[["object",["x",[["array",[["array",[]]]]],"required"]]]]],"required"],["days",[["map",["integer"]]],"required"]]]',
      ],
      digests: [
        '6fcaa20cff3cff47416b79c663203623b3195146933babe4c1262543d38ccd1f',
        '5fecb2b49f357c1ea79db41680b0b41427a22a46262945967aad1c5f7d988c8f',
        '427bf501e00a80ddc0b5c570cb06dce0b251dca24963a200de69dda228d833c5',
      ],
    },
  ]
  test.each(GOLDEN)('$documents', ({ documents: text, canonical, digests }) => {
    const schema = inferSchema(text.split('\n').map((line) => parseJson(line)))
    expect(LEVELS.map((level) => JSON.stringify(canonicalize(schema, level)))).toEqual(canonical)
    expect(LEVELS.map((level) => fingerprint(schema, level))).toEqual(LEVELS.map((level, i) => `fp1:${level}:${digests[i]}`))
  })
})

describe('what a level sees', () => {
  test.each<[string, string, string, FingerprintLevel[]]>([
    ['another scalar kind', '{"a":1}', '{"a":"x"}', ['shape', 'exact']],
    ['integer and number', '{"a":1}', '{"a":1.5}', ['exact']],
    ['a fraction that was written', '{"a":1}', '{"a":1.0}', ['exact']],
    ['null beside a value', '{"a":1}', '{"a":1}\n{"a":null}', ['exact']],
    ['an optional field', '{"a":1,"b":2}', '{"a":1,"b":2}\n{"a":1}', ['exact']],
    ['a format', '{"a":"x"}', '{"a":"2024-01-01"}', ['exact']],
    ['another name', '{"a":1}', '{"A":1}', LEVELS.slice()],
    ['an object for a scalar', '{"a":1}', '{"a":{}}', LEVELS.slice()],
    ['an array for its element', '{"a":1}', '{"a":[1]}', LEVELS.slice()],
    ['a map for an object', '{"a":{"b":1}}', '{"a":{"2024-01-01":1}}', LEVELS.slice()],
    ['other keys of a map', '{"a":{"2024-01-02":1}}', '{"a":{"2024-01-01":1}}', []],
    ['more of the same', '{"a":[1]}', '{"a":[1,2,3]}\n{"a":[4]}', []],
    ['another order of keys', '{"a":1,"b":2}', '{"b":2,"a":1}', []],
  ])('%s', (_, a, b, differ) => {
    expect(LEVELS.filter((level) => of(a, level) !== of(b, level))).toEqual(differ)
  })
})

test('100 shuffles of documents and keys change nothing', () => {
  fc.assert(
    fc.property(fc.array(documents, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (docs, random) => {
      const expected = LEVELS.map((level) => fingerprint(inferSchema(docs), level))
      for (let i = 0; i < 100; i++) {
        const shuffled = inferSchema(shuffle(docs, random).map((doc) => shuffleKeys(doc, random)))
        expect(LEVELS.map((level) => fingerprint(shuffled, level))).toEqual(expected)
      }
    }),
    { numRuns: 60, seed: 1 },
  )
})

test('each level refines the one before', () => {
  fc.assert(
    fc.property(documents, documents, (a, b) => {
      const [first, second] = [inferSchema([a]), inferSchema([b])]
      const equal = LEVELS.map((level) => fingerprint(first, level) === fingerprint(second, level))
      expect(!equal[2] || equal[1]).toBe(true)
      expect(!equal[1] || equal[0]).toBe(true)
    }),
    { numRuns: 3000, seed: 2 },
  )
})
