import { expect, test } from 'vitest'
import { openFrontStore } from './front-store.js'

const OBJECTS = 100_000

test(`${OBJECTS} objects are listed page by page, and only as far as they are wanted`, async () => {
  const { store, front, bucket } = await openFrontStore()
  // A list asks for no object, so the front need not have them.
  const objects = front.objectsOf(bucket)
  const keys = Array.from({ length: OBJECTS }, (_, index) => `year=${index % 10}/object ${String(index).padStart(6, '0')} é&<😀`)
  for (const [index, key] of keys.entries()) objects.set(key, { etag: `etag-${index}`, sizeBytes: index, crc32: '' })
  const countPages = (): number => front.requests.filter(({ operation }) => operation === 'ListObjectsV2').length
  const before = countPages()
  let listed = 0
  let previous = ''
  let inOrder = true
  let sizeBytes = 0
  for await (const info of store.list()) {
    inOrder &&= previous < info.key
    previous = info.key
    listed++
    sizeBytes += info.sizeBytes
    // No page is asked for before the last one is used up, so that memory holds one.
    if (countPages() - before !== Math.ceil(listed / 1000)) throw new Error(`${countPages() - before} pages for ${listed} objects`)
  }
  expect({ listed, inOrder, sizeBytes, pages: countPages() - before }).toEqual({
    listed: OBJECTS,
    inOrder: true,
    sizeBytes: (OBJECTS * (OBJECTS - 1)) / 2,
    pages: OBJECTS / 1000,
  })
  for await (const info of store.list('year=7/')) {
    expect(info).toEqual({ key: 'year=7/object 000007 é&<😀', sizeBytes: 7, etag: 'etag-7' })
    break
  }
  expect(countPages() - before).toBe(OBJECTS / 1000 + 1)
})

test('a store sees only what lies below its prefix, and names it without', async () => {
  const { store, front, bucket } = await openFrontStore({}, 'study a/tables')
  const objects = front.objectsOf(bucket)
  for (const key of [
    'study a',
    'study a/',
    'study a/tables',
    'study a/tables/',
    'study a/tablesx',
    'study a/tables/..',
    'study b/tables/x',
  ]) {
    objects.set(key, { etag: 'e', sizeBytes: 1, crc32: '' })
  }
  await store.put('x y/ü', Buffer.from('content'))
  const listed: string[] = []
  for await (const { key } of store.list()) listed.push(key)
  expect(listed).toEqual(['x y/ü'])
  expect(front.objectsOf(bucket).get('study a/tables/x y/ü')?.sizeBytes).toBe(7)
  expect(store.url).toBe(`s3://${bucket}/study a/tables`)
  await expect(store.put('x'.repeat(1020), Buffer.from('x'))).rejects.toMatchObject({ name: 'StoreError', code: 'bad-key' })
})
