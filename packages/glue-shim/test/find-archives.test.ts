import { findArchives } from '@bridge-downstream/glue-shim'
import { openFile } from '../src/cli/find-archives.js'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'find-')))
  await mkdir(path.join(folder, 'in/deep'), { recursive: true })
  await mkdir(path.join(folder, 'other'))
  for (const file of ['in/a.json', 'in/deep/b.json', 'in/.hidden.json', 'other/s.json']) await writeFile(path.join(folder, file), '{}')
  await symlink('../other/s.json', path.join(folder, 'in/link.json'))
  await symlink('../../other', path.join(folder, 'in/deep/linked'))
  // Leads back into itself.
  await symlink('..', path.join(folder, 'in/deep/back'))
})
afterAll(() => rm(folder, { recursive: true }))

async function namesOf(...inputs: string[]): Promise<string[]> {
  return (await findArchives(inputs, folder)).map(({ name }) => name)
}

test('a folder stands for every file below it, through links too', async () => {
  const names = ['in/a.json', 'in/deep/b.json', 'in/deep/linked/s.json', 'in/link.json']
  expect(await namesOf('in')).toEqual(names)
  expect(await namesOf('in/*.json', 'in/deep/*')).toEqual(['in/a.json', 'in/deep/b.json', 'in/link.json'])
  const [, , linked] = await findArchives(['in'], folder)
  expect(new TextDecoder().decode(await linked!.bytes())).toBe('{}')
})

test('a link that leads nowhere is an error that names it, in a folder as in a glob', async () => {
  await symlink('nowhere', path.join(folder, 'in/broken.json'))
  for (const input of ['in', 'in/*.json']) {
    await expect(namesOf(input)).rejects.toMatchObject({
      name: 'OptionError',
      code: 'broken-link',
      what: expect.stringContaining('"in/broken.json"'),
    })
  }
  await rm(path.join(folder, 'in/broken.json'))
})

test('a file that the file system refuses is no fault of the input, and is named', async () => {
  // Whoever runs this may be allowed to read everything; a folder is refused to anybody.
  const refused = { name: 'StoreError', code: 'unavailable', place: { key: 'in/deep' }, what: expect.stringContaining('EISDIR') }
  const source = await openFile({ name: 'in/deep', path: path.join(folder, 'in/deep') })
  await expect(source.bytes()).rejects.toMatchObject(refused)
  await expect(Array.fromAsync(source.stream!())).rejects.toMatchObject(refused)
})

test('a file that is gone is left to the next run', async () => {
  const gone = { code: 'input-changed', retryable: true, place: { key: 'in/gone.zip' } }
  await expect(openFile({ name: 'in/gone.zip', path: path.join(folder, 'in/gone.zip') })).rejects.toMatchObject(gone)
})
