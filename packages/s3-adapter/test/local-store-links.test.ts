import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { createLocalStore } from '../src/local-store.js'
import { makeTemporaryFolder } from './temporary-folder.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

async function listKeys(store: Store, prefix?: string): Promise<string[]> {
  const keys: string[] = []
  for await (const info of store.list(prefix)) keys.push(info.key)
  return keys
}

describe('links', () => {
  test.each(['outside', 'inside'])('a linked folder that leads %s is refused by every call, and not listed', async (where) => {
    const folder = await makeTemporaryFolder()
    const root = join(folder, 'root')
    const target = where === 'outside' ? join(folder, 'target') : join(root, 'target')
    await mkdir(join(target, 'deep'), { recursive: true })
    await writeFile(join(target, 'deep/file'), 'not ours')
    await mkdir(root, { recursive: true })
    await symlink(target, join(root, 'link'))
    const store = createLocalStore(root)
    for (const key of ['link', 'link/deep/file', 'link/new', 'link/deep/new/file']) {
      await expect(store.get(key)).rejects.toMatchObject({ name: 'StoreError', code: 'bad-key' })
      await expect(store.head(key)).rejects.toMatchObject({ code: 'bad-key' })
      await expect(store.put(key, bytes('x'))).rejects.toMatchObject({ code: 'bad-key' })
      await expect(store.delete(key)).rejects.toMatchObject({ code: 'bad-key' })
    }
    expect(await listKeys(store)).toEqual(where === 'outside' ? [] : ['target/deep/file'])
    expect(await listKeys(store, 'link/')).toEqual([])
    expect(await readdir(target, { recursive: true })).toEqual(['deep', 'deep/file'])
    expect(await readFile(join(target, 'deep/file'), 'utf8')).toBe('not ours')
  })

  test('a linked file is refused, and what it names is untouched', async () => {
    const folder = await makeTemporaryFolder()
    const root = join(folder, 'root')
    await mkdir(root)
    await writeFile(join(folder, 'target'), 'not ours')
    await symlink(join(folder, 'target'), join(root, 'link'))
    await symlink(join(folder, 'missing'), join(root, 'dangling'))
    const store = createLocalStore(root)
    for (const key of ['link', 'dangling']) {
      await expect(store.get(key)).rejects.toMatchObject({ code: 'bad-key' })
      await expect(store.put(key, bytes('x'))).rejects.toMatchObject({ code: 'bad-key' })
    }
    expect(await listKeys(store)).toEqual([])
    expect(await readFile(join(folder, 'target'), 'utf8')).toBe('not ours')
    expect(await readdir(folder)).toEqual(['root', 'target'])
  })

  test('linked bookkeeping is refused', async () => {
    const folder = await makeTemporaryFolder()
    const root = join(folder, 'root')
    await mkdir(root)
    await mkdir(join(folder, 'target'))
    await symlink(join(folder, 'target'), join(root, '.bridge-downstream'))
    await expect(createLocalStore(root).put('key', bytes('x'))).rejects.toMatchObject({ code: 'bad-key' })
    expect(await readdir(join(folder, 'target'))).toEqual([])
  })
})
