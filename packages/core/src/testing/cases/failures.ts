import { check, equal, rejects } from '../check.js'
import { collect, decode, encode, listKeys, makeBytes } from '../samples.js'
import type { StoreCase } from '../store-case.js'

const SECRET = 'the-secret-of-a-participant'

async function* failAfter(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield bytes
  throw error
}

/** Hands out one chunk, calls `then`, and never comes back. */
async function* hangAfter(bytes: Uint8Array, then: () => void): AsyncGenerator<Uint8Array> {
  yield bytes
  then()
  await new Promise(() => undefined)
}

/** All that a log could show of an error: message, stack, own fields, and those of its causes. */
function tellAll(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.message, error.stack, JSON.stringify(error), tellAll(error.cause)].join('\n')
}

export const failureCases: readonly StoreCase[] = [
  {
    name: 'a body that throws leaves no object, and its error is thrown on',
    async run(store) {
      const failure = new Error('the source broke')
      const put = store.put('broken', failAfter(makeBytes(400_000, 3), failure))
      equal(await put.then(String, (error: unknown) => error === failure), true, 'put rejected with the error of the body')
      equal(await store.head('broken'), undefined, 'head')
      equal(await listKeys(store), [], 'keys')
    },
  },
  {
    name: 'a body that throws leaves the old object untouched',
    async run(store) {
      const info = await store.put('kept', encode('old'), { metadata: { put: 'old' } })
      const failure = new Error('the source broke')
      await store.put('kept', failAfter(encode('new'), failure), { metadata: { put: 'new' } }).catch(() => undefined)
      const object = await store.get('kept')
      equal({ etag: object.etag, metadata: object.metadata }, { etag: info.etag, metadata: { put: 'old' } }, 'object')
      equal(decode(await object.bytes()), 'old', 'content')
      equal(await listKeys(store), ['kept'], 'keys')
    },
  },
  {
    name: 'an aborted signal stops every call',
    async run(store) {
      await store.put('there', encode('x'))
      const signal = AbortSignal.abort()
      await rejects(store.put('new', encode('x'), { signal }), 'aborted', 'put')
      await rejects(store.get('there', { signal }), 'aborted', 'get')
      await rejects(store.head('there', { signal }), 'aborted', 'head')
      await rejects(store.delete('there', { signal }), 'aborted', 'delete')
      await rejects(collect(store.list('', { signal })), 'aborted', 'list')
      equal(await listKeys(store), ['there'], 'keys')
    },
  },
  {
    name: 'an abort ends a put whose body hangs, and leaves nothing',
    async run(store) {
      const controller = new AbortController()
      const body = hangAfter(makeBytes(100_000, 4), () => controller.abort())
      await rejects(store.put('hanging', body, { signal: controller.signal }), 'aborted', 'put')
      equal(await store.head('hanging'), undefined, 'head')
      equal(await listKeys(store), [], 'keys')
    },
  },
  {
    name: 'an abort ends a body that is being read',
    async run(store) {
      await store.put('large', makeBytes(5 * 1024 ** 2, 8))
      const controller = new AbortController()
      const { body } = await store.get('large', { signal: controller.signal })
      const reading = (async () => {
        for await (const chunk of body) {
          check(chunk.length < 5 * 1024 ** 2, 'five megabytes came as one chunk')
          controller.abort()
        }
      })()
      await rejects(reading, 'aborted', 'reading on')
    },
  },
  {
    name: 'an abort ends a list',
    async run(store) {
      for (const key of ['a', 'b', 'c']) await store.put(key, encode(key))
      const controller = new AbortController()
      const listing = (async () => {
        for await (const info of store.list('', { signal: controller.signal, pageSize: 1 })) {
          check(info.key === 'a', 'the list went on')
          controller.abort()
        }
      })()
      await rejects(listing, 'aborted', 'listing on')
    },
  },
  {
    name: 'no error holds what an object holds',
    async run(store) {
      const options = { metadata: { note: SECRET } }
      await store.put('private', encode(SECRET), options)
      const errors = [
        await rejects(store.put('private', encode(SECRET), { ...options, condition: 'absent' }), 'precondition-failed', 'put'),
        await rejects(store.put('private', encode(SECRET), { ...options, condition: { etag: 'other' } }), 'precondition-failed', 'put'),
        await rejects(store.get('private', { range: { start: 10_000 } }), 'not-found', 'get'),
        await rejects(store.put('a/../b', encode(SECRET), options), 'bad-key', 'put'),
        await rejects(store.put('new', encode(SECRET), { ...options, signal: AbortSignal.abort() }), 'aborted', 'put'),
      ]
      for (const error of errors) {
        check(error.message !== '' && error.message.length < 1000, 'an error says briefly what failed')
        check(!tellAll(error).includes(SECRET), 'an error holds content or metadata of the object')
      }
    },
  },
]
