import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PackedInputs } from '../../src/pipeline/packed-inputs.js'

const name = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('/', '_'))
const input = fc.record({ key: name.map((text) => `raw_json/dataset=a_v1/${text}`), etag: fc.string(), sizeBytes: fc.nat() })

test('what is packed comes back as it was, in its order', () => {
  fc.assert(
    fc.property(fc.array(input, { maxLength: 300 }), (inputs) => {
      const packed = new PackedInputs('raw_json/dataset=a_v1/')
      for (const each of inputs) packed.add(each)
      expect(packed.unpack()).toEqual(inputs)
      expect(packed.unpack()).toEqual(inputs)
    }),
  )
})

test('names may hold line breaks, quotes and the keys of objects', () => {
  const packed = new PackedInputs('p/')
  const inputs = ['a\nb.ndjson', '"\\.ndjson', '__proto__', '\u2028.ndjson'].map((file) => ({
    key: `p/${file}`,
    etag: '"e"',
    sizeBytes: 0,
  }))
  for (const each of inputs) packed.add(each)
  expect(packed.unpack()).toEqual(inputs)
})
