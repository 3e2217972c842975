import { createMemoryStore, forget, unpack, type UnpackSource } from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { archiveOf, EXAMINE } from '../support/study.js'
import { watchStore, type WatchedStore } from '../support/watched-store.js'

const ENTRIES = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`e${i}.json`, { v: `SECRET${i}` }]))
const half = (metadata: Readonly<Record<string, string>> = {}): UnpackSource =>
  archiveOf('half.zip', ENTRIES, { recordid: 'r1', healthcode: 'hc-1', ...metadata })
const whole = (): UnpackSource => archiveOf('whole.zip', { 'e1.json': { v: 'kept' } }, { recordid: 'r1-e1', healthcode: 'hc-2' })

async function keys(store: WatchedStore, prefix: string): Promise<string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key)
}

async function everything(store: WatchedStore): Promise<string> {
  return Object.entries(await store.contents())
    .flat()
    .join('\n')
}

/** A destination with one record that is whole, and one whose run died after five of its objects. */
async function study(source = half()): Promise<WatchedStore> {
  const inner = createMemoryStore()
  await unpack([whole()], inner, { examine: EXAMINE })
  let objects = 0
  const dying = {
    ...inner,
    put: (...args: Parameters<typeof inner.put>) => {
      if (args[0].startsWith('raw_json/') && ++objects > 5) return Promise.reject(new Error('died'))
      return inner.put(...args)
    },
  }
  await expect(unpack([source], dying, { examine: EXAMINE })).rejects.toThrow('died')
  return watchStore(inner)
}

describe('a record of which only a part was written', () => {
  test.each([
    ['by its id', { records: ['r1'] }],
    ['by its participant', { participants: { key: 'healthcode', values: ['hc-1'] } }],
  ])('is forgotten %s, and does not come back', async (_, request) => {
    const store = await study()
    expect(await keys(store, 'raw_json/')).toHaveLength(6)
    expect(await forget(store, request)).toMatchObject({ archives: 1, objects: 5 })
    expect(await everything(store)).not.toMatch(/SECRET|hc-1|half\.zip/)
    expect(await keys(store, 'raw_json/')).toEqual([expect.stringMatching(/\/r1-e1\.ndjson$/)])
    const renamed = { ...half(), name: 'renamed.zip' }
    const { archives } = await unpack([half(), whole(), renamed], store, { examine: EXAMINE })
    expect(archives).toMatchObject({ taken: 0, done: 1, forgotten: 2 })
    expect(await everything(store)).not.toMatch(/SECRET|hc-1|half\.zip|renamed\.zip|"r1"/)
    expect((await unpack([half(), whole(), renamed], store, { examine: EXAMINE })).archives).toMatchObject({ done: 3 })
  })

  test('is forgotten where only its documents say whose they are', async () => {
    const store = await study()
    for await (const { key } of store.list('raw_json/')) {
      await store.put(key, await (await store.get(key)).bytes())
    }
    expect(await forget(store, { records: ['r1'] })).toMatchObject({ archives: 1, objects: 5 })
    expect(await keys(store, 'raw_json/')).toEqual([expect.stringMatching(/\/r1-e1\.ndjson$/)])
  })

  test('goes with what its receipt does not name', async () => {
    const store = await study()
    await unpack([half({ uploadedon: '2024-05-06T00:00:00Z' })], store, { examine: EXAMINE })
    await forget(store, { records: ['r1'] })
    expect(await everything(store)).not.toMatch(/SECRET|hc-1/)
  })

  test('cut off at any call, is forgotten by asking again', async () => {
    for (const request of [{ records: ['r1'] }, { participants: { key: 'healthcode', values: ['hc-1'] } }]) {
      const done = await study()
      await forget(done, request)
      const expected = await done.contents()
      for (let call = 1; ; call++) {
        const store = await study()
        store.failFrom(call)
        const died = await forget(store, request).then(
          () => false,
          () => true,
        )
        store.failFrom(undefined)
        if (!died) break
        await forget(store, request)
        expect(await store.contents(), `after a crash at call ${call}`).toEqual(expected)
      }
    }
  })
})

describe('an original in quarantine', () => {
  test('is forgotten, whenever the run that put it there died', async () => {
    for (let puts = 1; puts <= 2; puts++) {
      const inner = createMemoryStore()
      let count = 0
      const dying = {
        ...inner,
        put: (...args: Parameters<typeof inner.put>) => (++count > puts ? Promise.reject(new Error('died')) : inner.put(...args)),
      }
      const bad = archiveOf('bad.zip', { 'm.json': '[' }, { recordid: 'r1', healthcode: 'hc-1' })
      await expect(unpack([bad], dying, { examine: EXAMINE })).rejects.toThrow('died')
      const store = watchStore(inner)
      expect(await keys(store, 'quarantine/')).toHaveLength(puts)
      await forget(store, { participants: { key: 'healthcode', values: ['hc-1'] } })
      expect(await keys(store, 'quarantine/')).toEqual([])
      expect((await unpack([bad], store, { examine: EXAMINE })).archives).toMatchObject({ forgotten: 1 })
    }
  })
})
