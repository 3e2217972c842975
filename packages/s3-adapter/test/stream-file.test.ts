import { createHash, randomBytes } from 'node:crypto'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { streamFile } from '../src/index.js'
import { makeTemporaryFolder } from './temporary-folder.js'

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function writtenFile(sizeBytes: number): Promise<{ readonly path: string; readonly digest: string }> {
  const path = join(await makeTemporaryFolder(), 'file')
  const bytes = randomBytes(sizeBytes)
  await writeFile(path, bytes)
  return { path, digest: digestOf(bytes) }
}

test('a file comes in chunks, in memory of their own or in the same', async () => {
  for (const sizeBytes of [0, 1, 9, 10, 11, 1000, 1003]) {
    const { path, digest } = await writtenFile(sizeBytes)
    for (const mayReuse of [false, true]) {
      const found = createHash('sha256')
      const memories = new Set<ArrayBufferLike>()
      for await (const chunk of streamFile(path, { chunkBytes: 10, mayReuse })) {
        expect(chunk.length).toBeLessThanOrEqual(10)
        found.update(chunk)
        memories.add(chunk.buffer)
      }
      expect(found.digest('hex')).toBe(digest)
      expect(memories.size).toBe(mayReuse ? Math.min(2, Math.ceil(sizeBytes / 10)) : Math.ceil(sizeBytes / 10))
    }
  }
})

test('chunks can be kept where memory is not used again', async () => {
  const { path, digest } = await writtenFile(1003)
  expect(digestOf(Buffer.concat(await Array.fromAsync(streamFile(path, { chunkBytes: 10 }))))).toBe(digest)
})

test('an open file stays open; a file that it has opened is closed when it is left', async () => {
  const { path, digest } = await writtenFile(1003)
  const file = await open(path)
  expect(digestOf(Buffer.concat(await Array.fromAsync(streamFile(file))))).toBe(digest)
  for await (const chunk of streamFile(file, { chunkBytes: 10 })) {
    expect(chunk.length).toBe(10)
    break
  }
  expect((await file.stat()).size).toBe(1003)
  await file.close()
  await expect(Array.fromAsync(streamFile(file))).rejects.toThrow()
  await expect(Array.fromAsync(streamFile(`${path}-missing`))).rejects.toThrow('ENOENT')
})
