import { equal } from '../check.js'
import { collect, encode, listKeys, sortByBytes } from '../samples.js'
import type { StoreCase } from '../store-case.js'

export const listCases: readonly StoreCase[] = [
  {
    name: 'an empty store lists nothing',
    async run(store) {
      equal(await listKeys(store), [], 'keys')
      equal(await listKeys(store, 'any/prefix'), [], 'keys below a prefix')
    },
  },
  {
    name: 'list tells key, size and ETag of each object',
    async run(store) {
      const one = await store.put('a/one', encode('1'))
      const two = await store.put('b', encode('22'), { contentType: 'text/plain', metadata: { number: 'two' } })
      equal(await collect(store.list()), [one, two], 'objects')
    },
  },
  {
    name: 'a prefix is text, not a folder',
    async run(store) {
      for (const key of ['a-', 'a/bc/d', 'a/b/c', 'ab', 'b/a']) await store.put(key, encode(key))
      equal(await listKeys(store, 'a'), ['a-', 'a/b/c', 'a/bc/d', 'ab'], 'prefix a')
      equal(await listKeys(store, 'a/'), ['a/b/c', 'a/bc/d'], 'prefix a/')
      equal(await listKeys(store, 'a/b'), ['a/b/c', 'a/bc/d'], 'prefix a/b')
      equal(await listKeys(store, 'a/b/'), ['a/b/c'], 'prefix a/b/')
      equal(await listKeys(store, 'a/b/c'), ['a/b/c'], 'prefix that is a key')
      equal(await listKeys(store, 'a/b/c/'), [], 'prefix below a key')
      equal(await listKeys(store, '/'), [], 'prefix /')
      equal(await listKeys(store, ''), ['a-', 'a/b/c', 'a/bc/d', 'ab', 'b/a'], 'empty prefix')
    },
  },
  {
    name: 'a prefix that no key can have finds nothing',
    async run(store) {
      await store.put('a', encode('a'))
      for (const prefix of ['/', '../', './', '//', 'a/../']) equal(await listKeys(store, prefix), [], `prefix ${prefix}`)
    },
  },
  {
    name: 'a prefix is text also where one key goes on below another',
    async run(store) {
      for (const key of ['a', 'a/', 'a/b', 'a/bc/d', 'a/b/c', 'ab', 'b/a']) await store.put(key, encode(key))
      equal(await listKeys(store, 'a'), ['a', 'a/', 'a/b', 'a/b/c', 'a/bc/d', 'ab'], 'prefix a')
      equal(await listKeys(store, 'a/'), ['a/', 'a/b', 'a/b/c', 'a/bc/d'], 'prefix a/')
      equal(await listKeys(store, 'a/b'), ['a/b', 'a/b/c', 'a/bc/d'], 'prefix a/b')
      equal(await listKeys(store, 'a/b/'), ['a/b/c'], 'prefix a/b/')
      equal(await listKeys(store, ''), ['a', 'a/', 'a/b', 'a/b/c', 'a/bc/d', 'ab', 'b/a'], 'empty prefix')
    },
  },
  {
    name: 'keys are listed in the order of their UTF-8 bytes',
    async run(store) {
      const keys = ['Z', 'a!', 'a-b', 'a.b', 'a/b-c', 'a/b/c', 'a0', 'é', 'e\u0301', '研究', '\u{ff5e}', '\u{ff5f}/x', '\u{1f600}']
      for (const key of keys) await store.put(key, encode(key))
      equal(await listKeys(store), sortByBytes(keys), 'keys')
    },
  },
  {
    name: 'keys below other keys are listed in the order of their UTF-8 bytes',
    async run(store) {
      const keys = ['a', 'a!', 'a-b', 'a/b', 'a/b-c', 'a/b/c', 'a0', '\u{ff5e}', '\u{ff5e}/x', '\u{1f600}']
      for (const key of keys) await store.put(key, encode(key))
      equal(await listKeys(store), sortByBytes(keys), 'keys')
    },
  },
  {
    name: 'pages of any size give the same list',
    async run(store) {
      const keys = sortByBytes(Array.from({ length: 23 }, (_, index) => `p/${index % 3}/${index}`))
      for (const key of keys) await store.put(key, encode(key))
      await store.put('q', encode('q'))
      for (const pageSize of [1, 2, 7, 23, 24, 1000]) {
        equal(await listKeys(store, 'p/', pageSize), keys, `keys in pages of ${pageSize}`)
      }
    },
  },
  {
    name: 'a list that is left early, or whose objects are deleted meanwhile, ends well',
    async run(store) {
      for (const key of ['a', 'b', 'c', 'd']) await store.put(key, encode(key))
      for await (const info of store.list()) {
        equal(info.key, 'a', 'first key')
        break
      }
      const seen: string[] = []
      for await (const info of store.list('', { pageSize: 1 })) {
        seen.push(info.key)
        await store.delete(info.key)
      }
      equal(seen, ['a', 'b', 'c', 'd'], 'keys seen while deleting them')
      equal(await listKeys(store), [], 'keys left')
    },
  },
]
