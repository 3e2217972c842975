import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { openFrontStore } from './front-store.js'
import { bundleChild, startChild } from './run-child.js'
import { makeTemporaryFolder } from './temporary-folder.js'

const FEW = 5_000
const MANY = 100_000
/** So many files take their time; the full run: BRIDGE_DOWNSTREAM_LONG. */
const MANY_FILES = process.env['BRIDGE_DOWNSTREAM_LONG'] === undefined ? 30_000 : MANY
const FOLDERS = 100

/** Keys in a hundred folders each. */
function* keys(manyKeys: number): Generator<string> {
  for (const [prefix, count] of [
    ['few', FEW],
    ['many', manyKeys],
  ] as const) {
    for (let i = 0; i < count; i++) yield `${prefix}/day=${i % FOLDERS}/record ${i}.ndjson`
  }
}

async function makeFolder(): Promise<string> {
  const root = join(await makeTemporaryFolder(), 'root')
  for (let i = 0; i < FOLDERS; i++) {
    for (const prefix of ['few', 'many']) await mkdir(join(root, prefix, `day=${i}`), { recursive: true })
  }
  let writes: Promise<void>[] = []
  for (const key of keys(MANY_FILES)) {
    writes.push(writeFile(join(root, key), ''))
    if (writes.length < 1000) continue
    await Promise.all(writes)
    writes = []
  }
  await Promise.all(writes)
  return root
}

async function expectConstantHeap(url: string, manyKeys: number, endpoint = ''): Promise<void> {
  const program = await bundleChild('list-heap')
  const { code, output } = await startChild('--expose-gc', [program, url, endpoint, String(FEW), String(manyKeys)]).ended
  expect(code).toBe(0)
  const { few, many } = JSON.parse(output) as Record<'few' | 'many', { listed: number; liveBytes: number }>
  console.info(`live heap while listing: ${FEW} keys ${few.liveBytes}, ${manyKeys} keys ${many.liveBytes} bytes`)
  expect([few.listed, many.listed]).toEqual([FEW, manyKeys])
  expect(many.liveBytes - few.liveBytes).toBeLessThan(4 * 1024 ** 2)
}

test(`${MANY_FILES} keys of a folder are listed in a heap that does not grow with them`, async () => {
  await expectConstantHeap(pathToFileURL(await makeFolder()).href, MANY_FILES)
})

test(`${MANY} keys of S3 are listed in a heap that does not grow with them`, async () => {
  const { front, bucket } = await openFrontStore()
  // A list asks for no object, so the front need not have them.
  const objects = front.objectsOf(bucket)
  let i = 0
  for (const key of keys(MANY)) objects.set(key, { etag: `etag-${i++}`, sizeBytes: i, crc32: '' })
  await expectConstantHeap(`s3://${bucket}`, MANY, front.endpoint)
})
