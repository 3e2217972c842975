import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { generateStudy, writeStudy } from '../src/index.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sample-study-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

test('each archive stands at its key with its metadata beside it, and nothing else does', async () => {
  const options = { seed: 3, archives: 12, brokenArchives: 2 }
  const counts = await writeStudy(dir, options)

  const archives = [...generateStudy(options)]
  for (const { key, metadata, bytes } of archives) {
    expect(new Uint8Array(await readFile(join(dir, key)))).toEqual(bytes)
    expect(JSON.parse(await readFile(join(dir, key.replace('.zip', '.metadata.json')), 'utf8'))).toEqual(metadata)
  }
  const written = await readdir(dir, { recursive: true, withFileTypes: true })
  expect(written.filter((entry) => entry.isFile())).toHaveLength(24)
  expect(counts).toMatchObject({ archives: 12, broken: 2, bytes: archives.reduce((sum, { bytes }) => sum + bytes.length, 0) })
  expect(Object.values(counts.assessments).reduce((sum, count) => sum + count, 0)).toBe(12)
})

test('an option out of range writes nothing', async () => {
  await expect(writeStudy(dir, { archives: -1 })).rejects.toThrow(RangeError)
  expect(await readdir(dir)).toEqual([])
})
