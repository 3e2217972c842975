import { equal, rejects } from '../check.js'
import { decode, encode } from '../samples.js'
import type { GetOptions, Store } from '../../store/store.js'
import type { StoreCase } from '../store-case.js'

async function readRange(store: Store, range: GetOptions['range']): Promise<string> {
  return decode(await (await store.get('digits', { range })).bytes())
}

export const rangeCases: readonly StoreCase[] = [
  {
    name: 'a range gives its first to its last byte',
    async run(store) {
      await store.put('digits', encode('0123456789'))
      equal(await readRange(store, { start: 2, end: 4 }), '234', 'middle')
      equal(await readRange(store, { start: 0, end: 0 }), '0', 'first byte')
      equal(await readRange(store, { start: 9, end: 9 }), '9', 'last byte')
      equal(await readRange(store, { start: 0, end: 9 }), '0123456789', 'all')
    },
  },
  {
    name: 'a range without an end, or with one beyond the object, goes to the end',
    async run(store) {
      await store.put('digits', encode('0123456789'))
      equal(await readRange(store, { start: 0 }), '0123456789', 'open, from 0')
      equal(await readRange(store, { start: 7 }), '789', 'open, from 7')
      equal(await readRange(store, { start: 7, end: 1000 }), '789', 'end beyond the object')
    },
  },
  {
    name: 'a range leaves size and ETag those of the whole object',
    async run(store) {
      const info = await store.put('digits', encode('0123456789'))
      const { key, sizeBytes, etag } = await store.get('digits', { range: { start: 2, end: 4 } })
      equal({ key, sizeBytes, etag }, info, 'answer to get')
    },
  },
  {
    name: 'a range that starts beyond the object is not found',
    async run(store) {
      await store.put('digits', encode('0123456789'))
      await store.put('empty', new Uint8Array())
      await rejects(store.get('digits', { range: { start: 10 } }), 'not-found', 'start at the size')
      await rejects(store.get('digits', { range: { start: 11, end: 20 } }), 'not-found', 'start beyond the size')
      await rejects(store.get('empty', { range: { start: 0 } }), 'not-found', 'range of an empty object')
    },
  },
  {
    name: 'a range that is none is a wrong option',
    async run(store) {
      await store.put('digits', encode('0123456789'))
      for (const range of [{ start: -1 }, { start: 0.5 }, { start: Number.NaN }, { start: 4, end: 3 }, { start: 0, end: -1 }]) {
        await rejects(store.get('digits', { range }), 'bad-range', `${range.start} to ${range.end}`, 'OptionError')
      }
    },
  },
  {
    name: 'ranges of a large object are cut at the right byte',
    async run(store) {
      const sizeBytes = 1_000_003
      await store.put(
        'large',
        new Uint8Array(sizeBytes).map((_, index) => index % 251),
      )
      for (const [start, end] of [
        [0, 999_999],
        [65_535, 65_536],
        [65_536, 800_000],
        [262_143, 1_000_002],
      ] as const) {
        const bytes = await (await store.get('large', { range: { start, end } })).bytes()
        equal(bytes.length, end - start + 1, `length from ${start} to ${end}`)
        const wrong = bytes.findIndex((byte, index) => byte !== (start + index) % 251)
        equal(wrong, -1, `first wrong byte from ${start} to ${end}`)
      }
    },
  },
]
