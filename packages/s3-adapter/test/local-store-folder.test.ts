import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { createLocalStore } from '../src/local-store.js'
import { commitObject } from '../src/local/commit-object.js'
import { makeTemporaryFolder } from './temporary-folder.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

async function readText(store: Store, key: string): Promise<string> {
  return new TextDecoder().decode(await (await store.get(key)).bytes())
}

async function listKeys(store: Store, prefix?: string): Promise<string[]> {
  const keys: string[] = []
  for await (const info of store.list(prefix)) keys.push(info.key)
  return keys
}

describe('the root', () => {
  test('is made by the first put, and by nothing else', async () => {
    const root = join(await makeTemporaryFolder(), 'not/there')
    const store = createLocalStore(root)
    expect(await listKeys(store)).toEqual([])
    expect(await store.head('key')).toBe(undefined)
    await expect(store.get('key')).rejects.toMatchObject({ code: 'not-found' })
    await store.delete('key')
    await expect(stat(root)).rejects.toMatchObject({ code: 'ENOENT' })
    await store.put('key', bytes('x'))
    expect(await listKeys(store)).toEqual(['key'])
  })

  test('that is a file is told', async () => {
    const root = join(await makeTemporaryFolder(), 'file')
    await writeFile(root, 'a file')
    const store = createLocalStore(root)
    await expect(listKeys(store)).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' })
    await expect(store.put('key', bytes('x'))).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' })
    expect(await readFile(root, 'utf8')).toBe('a file')
  })

  test('may be a link, since the caller chose it', async () => {
    const folder = await makeTemporaryFolder()
    await mkdir(join(folder, 'real'))
    await symlink(join(folder, 'real'), join(folder, 'link'))
    const store = createLocalStore(join(folder, 'link'))
    await store.put('a/b', bytes('x'))
    expect(await readFile(join(folder, 'real/a/b'), 'utf8')).toBe('x')
    expect(await listKeys(store)).toEqual(['a/b'])
  })
})

describe('paths', () => {
  test('an object lies where its key says, so that other programs find it', async () => {
    const root = await makeTemporaryFolder()
    const store = createLocalStore(root)
    const keys = ['dataset=x/year=2022/part-00000.parquet', 'with space/100%/ü 😀 #1?.json']
    for (const key of keys) await store.put(key, bytes(key), { metadata: { any: 'thing' } })
    for (const key of keys) expect(await readFile(join(root, key), 'utf8')).toBe(key)
    expect((await readdir(root)).sort()).toEqual(['.bridge-downstream', 'dataset=x', 'with space'])
  })

  test('an object goes to its natural path as soon as that is free', async () => {
    const root = await makeTemporaryFolder()
    const store = createLocalStore(root)
    await store.put('a', bytes('file'))
    await store.put('a/b', bytes('displaced'))
    expect(await readFile(join(root, 'a'), 'utf8')).toBe('file')
    await store.delete('a')
    expect(await readText(store, 'a/b')).toBe('displaced')
    await store.put('a/b', bytes('natural'))
    expect(await readFile(join(root, 'a/b'), 'utf8')).toBe('natural')
    await store.delete('a/b')
    expect(await listKeys(store)).toEqual([])
  })

  test('empty folders go with their last object, up to the root', async () => {
    const root = await makeTemporaryFolder()
    const store = createLocalStore(root)
    await store.put('a/b/c', bytes('1'))
    await store.put('a/d', bytes('2'))
    await store.delete('a/b/c')
    expect(await readdir(join(root, 'a'))).toEqual(['d'])
    await store.delete('a/d')
    expect(await readdir(root)).toEqual(['.bridge-downstream'])
    await store.put('a', bytes('3'))
    expect(await readFile(join(root, 'a'), 'utf8')).toBe('3')
  })

  test('bookkeeping is not listed, and cannot be reached by keys, at any depth', async () => {
    const root = await makeTemporaryFolder()
    await createLocalStore(join(root, 'inner')).put('key', bytes('inner'), { metadata: { any: 'thing' } })
    const store = createLocalStore(root)
    await store.put('key', bytes('outer'), { metadata: { any: 'thing' } })
    await store.put('.bridge-downstream', bytes('1'))
    await store.put('.bridge-downstream/tmp', bytes('2'))
    await store.put('.Bridge-Downstream/info/x', bytes('3'))
    expect(await listKeys(store)).toEqual(['.Bridge-Downstream/info/x', '.bridge-downstream', '.bridge-downstream/tmp', 'inner/key', 'key'])
    expect(await readText(store, '.bridge-downstream/tmp')).toBe('2')
    expect(await readText(store, 'key')).toBe('outer')
  })
})

describe('files that a person puts into the folder', () => {
  test('are objects without metadata', async () => {
    const root = await makeTemporaryFolder()
    await mkdir(join(root, 'study'))
    await writeFile(join(root, 'study/abc.zip'), 'by hand')
    const store = createLocalStore(root)
    const head = await store.head('study/abc.zip')
    expect(head).toEqual({ key: 'study/abc.zip', sizeBytes: 7, etag: head?.etag, contentType: undefined, metadata: {} })
    expect(await readText(store, 'study/abc.zip')).toBe('by hand')
    expect(await listKeys(store, 'study/')).toEqual(['study/abc.zip'])
    expect(await readdir(root)).toEqual(['study'])
  })

  test('take part in conditions', async () => {
    const root = await makeTemporaryFolder()
    const store = createLocalStore(root)
    await writeFile(join(root, 'file'), 'by hand')
    const etag = (await store.head('file'))?.etag ?? ''
    await expect(store.put('file', bytes('x'), { condition: 'absent' })).rejects.toMatchObject({ code: 'precondition-failed' })
    await writeFile(join(root, 'file'), 'by hand, longer')
    await expect(store.put('file', bytes('x'), { condition: { etag } })).rejects.toMatchObject({ code: 'precondition-failed' })
    await store.put('file', bytes('x'), { condition: { etag: (await store.head('file'))?.etag ?? '' } })
    expect(await readText(store, 'file')).toBe('x')
  })

  test('do not inherit the metadata of the object they replace', async () => {
    const root = await makeTemporaryFolder()
    const store = createLocalStore(root)
    const info = await store.put('file', bytes('same size'), { metadata: { from: 'put' }, contentType: 'text/plain' })
    await writeFile(join(root, 'file'), 'SAME SIZE')
    await utimes(join(root, 'file'), 1_600_000_000, 1_600_000_000)
    const head = await store.head('file')
    expect(head?.metadata).toEqual({})
    expect(head?.contentType).toBe(undefined)
    expect(head?.etag).not.toBe(info.etag)
  })

  test('are replaced whole, with a later time, even if theirs lies in the future', async () => {
    const root = await makeTemporaryFolder()
    const store = createLocalStore(root)
    await writeFile(join(root, 'file'), 'same size')
    await utimes(join(root, 'file'), 4_000_000_000, 4_000_000_000)
    for (const version of ['1', '2', '3']) {
      await store.put('file', bytes('SAME SIZE'), { metadata: { version } })
      expect((await store.head('file'))?.metadata).toEqual({ version })
    }
  })

  test('are told from an object of the same size that was written in the same tick of the clock', async () => {
    const root = await makeTemporaryFolder()
    const [old, aside] = [join(root, 'file'), join(root, 'aside')]
    for (const path of [old, aside]) {
      await writeFile(path, 'same size')
      await utimes(path, 1_600_000_000, 1_600_000_000)
    }
    const written = { sizeBytes: 9, etag: 'e', contentType: undefined, metadata: { from: 'put' } }
    await commitObject(root, 'file', aside, written, undefined)
    expect(await createLocalStore(root).head('file')).toEqual({ key: 'file', ...written })
  })

  test('damaged bookkeeping hides no object', async () => {
    const root = await makeTemporaryFolder()
    const store = createLocalStore(root)
    await store.put('key', bytes('content'), { metadata: { any: 'thing' } })
    const info = join(root, '.bridge-downstream/info')
    const [folder = ''] = await readdir(info)
    const [file = ''] = await readdir(join(info, folder))
    for (const damage of ['', '{"versions":', '[]', '{"versions":[{"sizeBytes":7}]}', 'null']) {
      await writeFile(join(info, folder, file), damage)
      expect(await readText(store, 'key')).toBe('content')
      expect((await store.head('key'))?.metadata).toEqual({})
    }
    await store.put('key', bytes('content'), { metadata: { any: 'thing' } })
    expect((await store.head('key'))?.metadata).toEqual({ any: 'thing' })
  })
})
