import { equal, rejects } from '../check.js'
import { decode, encode, listKeys, sortByBytes } from '../samples.js'
import type { Store } from '../../store/store.js'
import type { StoreCase } from '../store-case.js'

/** Each key names an object of its own: put, read, listed, found as a prefix, deleted. */
async function checkDistinct(store: Store, keys: readonly string[]): Promise<void> {
  for (const key of keys) await store.put(key, encode(`object ${key}`), { metadata: { place: 'first' } })
  for (const key of keys) {
    equal(decode(await (await store.get(key)).bytes()), `object ${key}`, 'content')
    equal((await store.head(key))?.key, key, 'key in head')
  }
  equal(await listKeys(store), sortByBytes(keys), 'keys listed')
  for (const key of keys) {
    equal(
      await listKeys(store, key),
      sortByBytes(keys.filter((other) => other.startsWith(key))),
      `keys with the prefix ${key.slice(0, 20)}`,
    )
  }
  for (const [index, key] of keys.entries()) {
    await store.delete(key)
    equal(await store.head(key), undefined, 'head after delete')
    equal(await listKeys(store), sortByBytes(keys.slice(index + 1)), 'keys after delete')
  }
}

export const keyCases: readonly StoreCase[] = [
  {
    name: 'keys are any Unicode',
    run: (store) =>
      checkDistinct(store, [
        'with space',
        ' leading and trailing ',
        '100%',
        '100%25',
        '%2e%2e/%2F',
        'a+b',
        'a b',
        'a#b?c=d&e',
        'dataset=x/year=2022/part-00000.parquet',
        'C:/colon',
        '"quotes" \'and\' `ticks`',
        '<angle>|*;$(x)!',
        '~/home',
        '-rf',
        '...',
        '.hidden/..two dots',
        'CON/nul.txt',
        'ends with dot.',
        'Ünïcödé/研究/מחקר',
        'emoji 😀/👩‍👩‍👧',
        '\u{10ffff}',
        '\u00e9 composed',
        'e\u0301 combining',
        'constructor/__proto__',
      ]),
  },
  {
    name: 'a backslash separates no folders',
    run: (store) => checkDistinct(store, ['back\\slash\\..\\x', 'back\\slash', 'back/slash', '..\\up']),
  },
  {
    name: 'a key may go on below another key',
    async run(store) {
      await checkDistinct(store, ['a', 'a/b', 'a/b/c', 'a/b/c/d'])
      await checkDistinct(store, ['a/b/c/d', 'a/b/c', 'a/b', 'a'])
      await checkDistinct(store, ['a/b', 'a', 'a/b/c', 'a-b', 'a.b', 'a0'])
    },
  },
  {
    name: 'an empty segment and a trailing slash are part of the key',
    run: (store) => checkDistinct(store, ['a/', 'a', 'a//', 'a//b', 'a/b', 'a/b/', 'b//', 'b//c//d']),
  },
  {
    name: 'keys are up to 1,024 bytes long',
    async run(store) {
      await checkDistinct(store, [
        'x'.repeat(255),
        `${'a'.repeat(255)}/`.repeat(4).slice(0, -1),
        `${'研/'.repeat(255)}研`,
        `${'y/'.repeat(511)}zz`,
        `${'😀'.repeat(50)}/`.repeat(5).slice(0, -1),
      ])
    },
  },
  {
    name: 'one segment may be as long as a key',
    async run(store) {
      await checkDistinct(store, [
        'x'.repeat(255),
        'x'.repeat(256),
        'x'.repeat(1024),
        `${'x'.repeat(1023)}y`,
        'y'.repeat(100),
        'y'.repeat(300),
        `${'y'.repeat(300)}/z`,
        '研'.repeat(341),
        '😀'.repeat(256),
        `${'f'.repeat(511)}/${'f'.repeat(512)}`,
      ])
    },
  },
  {
    name: 'a key may have hundreds of segments',
    async run(store) {
      const key = 'd/'.repeat(511) + 'ee'
      await store.put(key, encode('deep'))
      equal(decode(await (await store.get(key)).bytes()), 'deep', 'content')
      equal(await listKeys(store), [key], 'keys')
      await store.delete(key)
      equal(await listKeys(store), [], 'keys after delete')
    },
  },
  {
    name: 'a key that comes back after a shorter one went is found',
    async run(store) {
      await store.put('a', encode('1'))
      await store.put('a/b', encode('2'), { metadata: { number: 'two' } })
      await store.delete('a')
      await store.put('a/b', encode('3'))
      equal(decode(await (await store.get('a/b')).bytes()), '3', 'content')
      equal((await store.head('a/b'))?.metadata, {}, 'metadata')
      equal(await listKeys(store), ['a/b'], 'keys')
      await store.delete('a/b')
      equal(await listKeys(store), [], 'keys after delete')
    },
  },
  {
    name: 'hostile keys are refused by every call',
    async run(store) {
      const hostile = [
        '',
        '/',
        '/etc/passwd',
        '.',
        '..',
        '../up',
        'a/../b',
        'a/..',
        './a',
        'a/.',
        'nul\0',
        'a\ud800',
        '\udc00',
        'x'.repeat(1025),
      ]
      for (const key of [...hostile, '研'.repeat(342)]) {
        const shown = JSON.stringify(key.slice(0, 20))
        await rejects(store.put(key, encode('x')), 'bad-key', `put ${shown}`)
        await rejects(store.get(key), 'bad-key', `get ${shown}`)
        await rejects(store.head(key), 'bad-key', `head ${shown}`)
        await rejects(store.delete(key), 'bad-key', `delete ${shown}`)
      }
      equal(await listKeys(store), [], 'keys')
    },
  },
]
