import { rename, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openFileVersion, type FileVersion } from '../src/cli/file-version.js'
import { makeFolder, removeFolder } from './run-in.js'

const BYTES = Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 251)

let folder: string
let file: string
beforeEach(async () => {
  folder = await makeFolder()
  file = path.join(folder, 'a.zip')
  await writeFile(file, BYTES)
})
afterEach(() => removeFolder(folder))

async function readAll(version: FileVersion): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(version.stream()))
}

test('a file is read in parts and from beginning to end', async () => {
  const version = await openFileVersion(file)
  expect(version.sizeBytes).toBe(BYTES.length)
  expect(await version.readRange(100, 300)).toEqual(BYTES.slice(100, 300))
  expect(await version.readRange(BYTES.length - 3, BYTES.length)).toEqual(BYTES.slice(-3))
  expect(Buffer.compare(await readAll(version), BYTES)).toBe(0)
})

describe('a file that is', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['written over', () => writeFile(file, BYTES.with(7, 7))],
    ['cut', () => writeFile(file, BYTES.slice(0, 10))],
    ['touched', () => utimes(file, 0, 0)],
    ['removed', () => rm(file)],
    ['replaced', async () => rename(await writeBeside(), file)],
  ])('%s is not read on', async (_, change) => {
    const version = await openFileVersion(file)
    const chunks = version.stream()
    await chunks.next()
    await change()
    const expected = { name: 'StoreError', code: 'input-changed', retryable: true }
    await expect(version.readRange(0, 10)).rejects.toMatchObject(expected)
    await expect(readAll(version)).rejects.toMatchObject(expected)
    await chunks.return()
  })
})

async function writeBeside(): Promise<string> {
  const beside = path.join(folder, 'b.zip')
  await writeFile(beside, BYTES)
  return beside
}
