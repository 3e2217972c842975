import { check, equal, equalBytes, rejects } from '../check.js'
import { decode, encode, listKeys, makeBytes, streamBytes } from '../samples.js'
import type { StoreCase } from '../store-case.js'

const TWENTY_MEGABYTES = 20 * 1024 ** 2
const FIVE_MEGABYTES = 5 * 1024 ** 2

export const objectCases: readonly StoreCase[] = [
  {
    name: 'bytes come back as they were put',
    async run(store) {
      const info = await store.put('folder/object', encode('content'))
      equal({ key: info.key, sizeBytes: info.sizeBytes }, { key: 'folder/object', sizeBytes: 7 }, 'answer to put')
      const object = await store.get('folder/object')
      equal({ key: object.key, sizeBytes: object.sizeBytes, etag: object.etag }, info, 'answer to get')
      equal(decode(await object.bytes()), 'content', 'content')
    },
  },
  {
    name: 'a stream comes back as it was put',
    async run(store) {
      const bytes = makeBytes(300_000, 1)
      const info = await store.put('stream', streamBytes(bytes))
      equal(info.sizeBytes, bytes.length, 'size')
      equalBytes(await (await store.get('stream')).bytes(), bytes, 'content')
    },
  },
  {
    name: 'an object may be empty',
    async run(store) {
      await store.put('empty-bytes', new Uint8Array())
      await store.put('empty-stream', streamBytes(new Uint8Array()))
      for (const key of ['empty-bytes', 'empty-stream']) {
        equal((await store.head(key))?.sizeBytes, 0, `size of ${key}`)
        equal((await (await store.get(key)).bytes()).length, 0, `bytes of ${key}`)
      }
    },
  },
  {
    name: 'five megabytes of binary come back, in chunks',
    async run(store) {
      const bytes = makeBytes(FIVE_MEGABYTES, 2)
      await store.put('large', bytes)
      const read = new Uint8Array(bytes.length)
      let position = 0
      for await (const chunk of (await store.get('large')).body) {
        check(position + chunk.length <= read.length, 'body is longer than the object')
        read.set(chunk, position)
        position += chunk.length
      }
      equal(position, bytes.length, 'bytes read')
      equalBytes(read, bytes, 'content')
    },
  },
  {
    name: 'a large stream comes back with its metadata, and its conditions hold',
    async run(store) {
      const bytes = makeBytes(TWENTY_MEGABYTES, 9)
      const options = { contentType: 'application/zip', metadata: { recordid: 'Größe' } }
      const info = await store.put('large', streamBytes(bytes), { ...options, condition: 'absent' })
      equal(await store.head('large'), { ...info, sizeBytes: bytes.length, ...options }, 'head')
      equalBytes(await (await store.get('large')).bytes(), bytes, 'content')
      await rejects(store.put('large', streamBytes(bytes), { condition: 'absent' }), 'precondition-failed', 'put where there is one')
      await rejects(
        store.put('other', streamBytes(bytes), { condition: { etag: info.etag } }),
        'precondition-failed',
        'put where there is none',
      )
      const again = await store.put('large', streamBytes(bytes), { condition: { etag: info.etag } })
      equal(again, info, 'answer to putting the same bytes')
      equal((await store.head('large'))?.metadata, {}, 'metadata after the second put')
    },
  },
  {
    name: 'head tells size, ETag, content type and metadata',
    async run(store) {
      const metadata = { recordid: 'r-1', 'app-version': '2' }
      const info = await store.put('head', encode('12345'), { contentType: 'application/json', metadata })
      const expected = { ...info, contentType: 'application/json', metadata }
      equal(await store.head('head'), expected, 'head')
      const { key, sizeBytes, etag, contentType, metadata: read } = await store.get('head')
      equal({ key, sizeBytes, etag, contentType, metadata: read }, expected, 'get')
    },
  },
  {
    name: 'metadata keys become lower case, values are any Unicode',
    async run(store) {
      await store.put('meta', encode('x'), { metadata: { 'Record-ID': 'Größe 研究 😀 100%', constructor: 'a name like any other' } })
      equal((await store.head('meta'))?.metadata, { 'record-id': 'Größe 研究 😀 100%', constructor: 'a name like any other' }, 'metadata')
    },
  },
  {
    name: 'without metadata there is none, also where there was some',
    async run(store) {
      await store.put('meta', encode('x'), { metadata: { old: 'yes' }, contentType: 'text/plain' })
      await store.put('meta', encode('y'))
      equal((await store.head('meta'))?.metadata, {}, 'metadata')
      check((await store.head('meta'))?.contentType !== 'text/plain', 'the content type of the old object has stayed')
    },
  },
  {
    name: 'the ETag changes with the content, and with nothing else',
    async run(store) {
      const first = await store.put('etag', encode('one'))
      const second = await store.put('etag', encode('two'))
      const third = await store.put('etag', encode('one'), { metadata: { note: 'other metadata' } })
      check(first.etag !== '' && !first.etag.includes('"'), 'an ETag is a text without quotes')
      check(first.etag !== second.etag, 'other content has the same ETag')
      equal(third.etag, first.etag, 'ETag of equal content')
      equal((await store.head('etag'))?.etag, third.etag, 'ETag in head')
    },
  },
  {
    name: 'a put replaces the object',
    async run(store) {
      await store.put('replace', encode('a longer first content'))
      await store.put('replace', encode('short'))
      equal(decode(await (await store.get('replace')).bytes()), 'short', 'content')
      equal(await listKeys(store), ['replace'], 'keys')
    },
  },
  {
    name: 'the bytes belong to the store after the put, and to the reader after the get',
    async run(store) {
      const bytes = encode('original')
      await store.put('own', bytes)
      bytes.fill(0x21)
      const read = await (await store.get('own')).bytes()
      equal(decode(read), 'original', 'content after the writer changed its bytes')
      read.fill(0x3f)
      for await (const chunk of (await store.get('own')).body) chunk.fill(0x3f)
      equal(decode(await (await store.get('own')).bytes()), 'original', 'content after a reader changed its bytes')
    },
  },
  {
    name: 'a body is read once',
    async run(store) {
      await store.put('once', encode('content'))
      const object = await store.get('once')
      await object.bytes()
      await rejects(object.bytes(), 'body-used', 'second reading')
    },
  },
  {
    name: 'an object that is not there: get fails, head is undefined',
    async run(store) {
      await rejects(store.get('missing'), 'not-found', 'get')
      equal(await store.head('missing'), undefined, 'head')
      await store.put('folder/object', encode('x'))
      await rejects(store.get('folder'), 'not-found', 'get of a folder')
      await rejects(store.get('folder/object/below'), 'not-found', 'get below an object')
      equal(await store.head('folder'), undefined, 'head of a folder')
      equal(await store.head('folder/object/below'), undefined, 'head below an object')
    },
  },
  {
    name: 'delete removes the object, and succeeds when there is none',
    async run(store) {
      await store.delete('missing')
      await store.delete('no/such/folder/object')
      await store.put('folder/one', encode('1'), { metadata: { number: 'one' } })
      await store.put('folder/two', encode('2'))
      await store.delete('folder/one')
      await store.delete('folder/one')
      await store.delete('folder')
      equal(await store.head('folder/one'), undefined, 'head after delete')
      equal(await listKeys(store), ['folder/two'], 'keys after delete')
      await store.put('folder/one', encode('1'))
      equal((await store.head('folder/one'))?.metadata, {}, 'metadata after delete and put')
    },
  },
]
