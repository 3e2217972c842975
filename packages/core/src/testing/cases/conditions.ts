import { equal, equalBytes, rejects } from '../check.js'
import { decode, encode, listKeys, makeBytes, streamBytes } from '../samples.js'
import type { ObjectInfo, PutOptions, Store } from '../../store/store.js'
import type { StoreCase } from '../store-case.js'

const RACERS = 50

/**
 * Fifty puts at once under one condition; exactly one of them may win, and the object is then the winner's.
 *
 * @param round Makes the content differ from other rounds': a condition on an ETag cannot tell equal contents apart.
 */
async function race(store: Store, key: string, condition: PutOptions['condition'], round: number): Promise<ObjectInfo> {
  const racers = Array.from({ length: RACERS }, (_, racer) => {
    const body = encode(`round ${round}, racer ${racer}`)
    return store.put(key, racer % 2 === 0 ? body : streamBytes(body), { condition, metadata: { racer: String(racer) } })
  })
  const results = await Promise.allSettled(racers)
  const winners = results.flatMap((result, racer) => (result.status === 'fulfilled' ? [{ racer, info: result.value }] : []))
  equal(winners.length, 1, 'racers who won')
  for (const racer of racers.filter((_, index) => index !== winners[0]?.racer))
    await rejects(racer, 'precondition-failed', 'a racer who lost')
  const { racer, info } = winners[0]!
  const object = await store.get(key)
  equal(object.etag, info.etag, "ETag of the winner's object")
  equal(object.metadata, { racer: String(racer) }, "metadata of the winner's object")
  equal(decode(await object.bytes()), `round ${round}, racer ${racer}`, "content of the winner's object")
  return info
}

export const conditionCases: readonly StoreCase[] = [
  {
    name: 'a put that wants no object there fails if there is one, and leaves it untouched',
    async run(store) {
      const first = await store.put('key', encode('first'), { condition: 'absent', metadata: { put: 'first' } })
      await rejects(
        store.put('key', encode('second'), { condition: 'absent', metadata: { put: 'second' } }),
        'precondition-failed',
        'bytes',
      )
      await rejects(store.put('key', streamBytes(encode('second')), { condition: 'absent' }), 'precondition-failed', 'stream')
      await rejects(store.put('key', encode('first'), { condition: 'absent' }), 'precondition-failed', 'equal content')
      const object = await store.get('key')
      equal({ etag: object.etag, metadata: object.metadata }, { etag: first.etag, metadata: { put: 'first' } }, 'object')
      equal(decode(await object.bytes()), 'first', 'content')
      await store.delete('key')
      await store.put('key', encode('third'), { condition: 'absent' })
    },
  },
  {
    name: 'a put that wants an ETag there fails if there is another, or none',
    async run(store) {
      await rejects(store.put('key', encode('x'), { condition: { etag: 'no-such-etag' } }), 'precondition-failed', 'no object')
      equal(await listKeys(store), [], 'keys')
      const first = await store.put('key', encode('first'), { metadata: { put: 'first' } })
      const second = await store.put('key', encode('second'), { condition: { etag: first.etag }, metadata: { put: 'second' } })
      await rejects(store.put('key', encode('third'), { condition: { etag: first.etag } }), 'precondition-failed', 'old ETag')
      const object = await store.get('key')
      equal({ etag: object.etag, metadata: object.metadata }, { etag: second.etag, metadata: { put: 'second' } }, 'object')
      equal(decode(await object.bytes()), 'second', 'content')
      await store.delete('key')
      await rejects(store.put('key', encode('third'), { condition: { etag: second.etag } }), 'precondition-failed', 'after delete')
      equal(await store.head('key'), undefined, 'head')
    },
  },
  {
    name: `of ${RACERS} racers for an absent key exactly one wins`,
    async run(store) {
      await race(store, 'race', 'absent', 1)
      equal(await listKeys(store), ['race'], 'keys')
    },
  },
  {
    name: `of ${RACERS} racers from one ETag exactly one wins`,
    async run(store) {
      const start = await store.put('race', encode('start'))
      const winner = await race(store, 'race', { etag: start.etag }, 1)
      await race(store, 'race', { etag: winner.etag }, 2)
      equal(await listKeys(store), ['race'], 'keys')
    },
  },
  {
    name: 'a reader sees the old object or the new one, whole',
    async run(store) {
      const versions = [makeBytes(700_001, 5), makeBytes(900_007, 6)] as const
      const put = (version: 0 | 1): Promise<ObjectInfo> =>
        store.put('shared', versions[version], { metadata: { version: String(version) } })
      const etags = [(await put(0)).etag, (await put(1)).etag]
      const written = new AbortController()
      const writer = (async () => {
        for (let round = 0; round < 20; round++) await put(round % 2 === 0 ? 0 : 1)
      })().finally(() => written.abort())
      const readers = Array.from({ length: 3 }, async () => {
        do {
          const object = await store.get('shared')
          const version = object.metadata['version'] === '0' ? 0 : 1
          equal(object.metadata, { version: String(version) }, 'metadata')
          equal(object.etag, etags[version], 'ETag')
          equal(object.sizeBytes, versions[version].length, 'size')
          equalBytes(await object.bytes(), versions[version], 'content')
        } while (!written.signal.aborted)
      })
      await Promise.all([writer, ...readers])
    },
  },
  {
    name: 'a body that was got before an overwrite is the old one, whole',
    async run(store) {
      const old = makeBytes(700_001, 7)
      await store.put('shared', old)
      const object = await store.get('shared')
      await store.put('shared', encode('new'))
      equalBytes(await object.bytes(), old, 'content')
    },
  },
]
