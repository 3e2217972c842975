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

test('s3: opens a part of a bucket', () => {
  expect(openStore('s3://bucket').url).toBe('s3://bucket/')
  expect(openStore('S3://bucket/').url).toBe('s3://bucket/')
  expect(openStore('s3://bucket/study/tables/').url).toBe('s3://bucket/study/tables')
  expect(openStore('s3://bucket/100% as it is').url).toBe('s3://bucket/100% as it is')
})

test.each(['s3://', 's3://a', 's3:///key', 's3://AKIA:secret@bucket/x', 's3://bucket/../x', 's3://bucket//x', 's3://bucket/a\0b'])(
  '%j is a wrong option, and not repeated',
  (url) => {
    expect(() => openStore(url)).toThrow(expect.objectContaining({ name: 'OptionError', code: 'bad-url' }))
    expect(catchMessage(() => openStore(url))).not.toContain('secret')
  },
)

test.each([
  { endpoint: 'http://AKIA:secret@127.0.0.1' },
  { endpoint: 'ftp://127.0.0.1' },
  { endpoint: 'no URL, and a secret' },
  { partSizeBytes: 1024 },
  { concurrency: 0 },
  { maxAttempts: 1.5 },
])('%j is a wrong option for S3, and not repeated', (options) => {
  expect(() => openStore('s3://bucket', options)).toThrow(expect.objectContaining({ name: 'OptionError' }))
  expect(catchMessage(() => openStore('s3://bucket', options))).not.toContain('secret')
})

test('another kind of URL is refused, without its credentials', () => {
  const message = catchMessage(() => openStore('https://user:secret@example.org/x?X-Amz-Signature=secret'))
  expect(message).toBe(
    'Stores of the kind "https:" are not supported. Use s3://bucket/prefix, or a folder: a path, or a URL that starts with file:///.',
  )
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
