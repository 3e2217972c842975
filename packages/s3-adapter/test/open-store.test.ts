import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { openStore } from '../src/open-store.js'
import { makeTemporaryFolder } from './temporary-folder.js'

test('a path and a file URL open the same folder', async () => {
  const folder = join(await makeTemporaryFolder(), 'ü 100% #1')
  const url = pathToFileURL(folder).href
  const info = await openStore(folder).put('key', new Uint8Array([1, 2, 3]))
  expect(await openStore(url).head('key')).toMatchObject(info)
  expect([openStore(folder).url, openStore(url).url]).toEqual([url, url])
})

test('a relative path is resolved at once', () => {
  expect(openStore('out').url).toBe(pathToFileURL('out').href)
})

test('memory: opens a new store each time', async () => {
  await openStore('memory:').put('key', new Uint8Array())
  expect(await openStore('memory:').head('key')).toBe(undefined)
  expect(openStore('memory:raw').url).toBe('memory:raw')
})

test('S3 comes later', () => {
  expect(() => openStore('s3://bucket/prefix')).toThrow(expect.objectContaining({ name: 'StoreError', code: 'unsupported' }))
  expect(() => openStore('s3://bucket/prefix')).toThrow('S3 stores are not supported yet')
})

test('another kind of URL is refused, without its credentials', () => {
  const message = catchMessage(() => openStore('https://user:secret@example.org/x?X-Amz-Signature=secret'))
  expect(message).toBe('Stores of the kind "https:" are not supported. Use a folder: a path, or a URL that starts with file:///.')
})

test.each(['', 'file:relative', 'file://%00', 'file:'])('%j is a wrong option', (url) => {
  expect(() => openStore(url)).toThrow(expect.objectContaining({ name: 'OptionError', code: 'bad-url' }))
})

function catchMessage(action: () => unknown): string | undefined {
  try {
    action()
  } catch (error) {
    return error instanceof Error ? error.message : undefined
  }
  return undefined
}
