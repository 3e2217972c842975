import { openArchive } from '@bridge-downstream/core'
import { unzipSync } from 'fflate'
import { mkdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDeployment } from '../../src/artifacts/open-deployment.js'
import { FUNCTION_PARTS, type Artifact } from '../../src/artifacts/pack-artifacts.js'
import { makeFolder, removeFolder } from '../run-in.js'

let cwd: string
beforeEach(async () => {
  cwd = await makeFolder()
  await mkdir(path.join(cwd, 'study/schemas/host'), { recursive: true })
  await mkdir(path.join(cwd, 'lambda'))
  for (const part of FUNCTION_PARTS) await write(`lambda/${part}.mjs`, `export const handler = () => '${part}'`)
  await write('lambda/list-work.mjs.map', '{"version":3}')
  await write('study/archive-map.json', '{}')
  await write('study/schemas/host/a.json', 'true')
  await write('study/.env', 'TOKEN=secret')
  await write('study/notes.txt', 'not named')
  await configure({ archiveMap: 'archive-map.json', schemaMirror: 'schemas' })
})
afterEach(() => removeFolder(cwd))

const write = (name: string, text: string): Promise<void> => writeFile(path.join(cwd, name), text)

function configure(defaults: object): Promise<void> {
  const studies = [{ app: 'a', study: 'b', uploads: ['s3://uploads'] }]
  return write('study/config.json', JSON.stringify({ version: 1, destination: 's3://results', defaults, studies }))
}

async function pack(): Promise<readonly Artifact[]> {
  return (await openDeployment({ file: 'study/config.json', env: {}, cwd }, 'lambda')).pack()
}

const contentOf = ({ bytes }: Artifact): Record<string, string> =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, new TextDecoder().decode(content)]))

function centralHeaders(zip: Buffer): number[] {
  const found: number[] = []
  for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4, 'latin1')) found.push(at)
  return found
}

describe('packArtifacts', () => {
  test('packs bundle, configuration and the files that it names, and no others', async () => {
    const artifacts = await pack()
    expect(artifacts.map(({ part }) => part)).toEqual([...FUNCTION_PARTS])
    expect(Object.keys(contentOf(artifacts[2]!))).toEqual([
      'archive-map.json',
      'bridge-downstream.json',
      'list-work.mjs',
      'list-work.mjs.map',
      'schemas/host/a.json',
    ])
    expect(contentOf(artifacts[0]!)['on-notification.mjs']).toBe("export const handler = () => 'on-notification'")
    expect(JSON.parse(contentOf(artifacts[0]!)['bridge-downstream.json']!)).toMatchObject({ defaults: { schemaMirror: 'schemas' } })
  })

  test('makes the same bytes of the same inputs, whatever the dates of the files', async () => {
    const first = await pack()
    for (const part of FUNCTION_PARTS) await utimes(path.join(cwd, 'lambda', `${part}.mjs`), 1, 1)
    expect((await pack()).map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual(
      first.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
    )
  })

  test('names a file by what it holds', async () => {
    const before = await pack()
    await write('lambda/list-work.mjs', 'export const handler = () => 2')
    const after = await pack()
    expect(after.map(({ file }, i) => file === before[i]!.file)).toEqual([true, true, false, true])
    await write('study/archive-map.json', '{"anyOf":[]}')
    expect((await pack()).map(({ file }, i) => file === after[i]!.file)).toEqual([false, false, false, false])
  })

  test('makes a ZIP with files that everyone may read, all of one date', async () => {
    const { bytes } = (await pack())[0]!
    const archive = openArchive(bytes, { name: 'a.zip' })
    const names = archive.entries.map(({ path }) => path)
    expect(names).toEqual(['archive-map.json', 'bridge-downstream.json', 'on-notification.mjs', 'schemas/host/a.json'])
    // APPNOTE 4.3.12: the central directory has the DOS time at 12, and the attributes at 38, whose upper half is Unix's.
    const zip = Buffer.from(bytes)
    const headers = centralHeaders(zip).map((at) => [zip.readUInt32LE(at + 12).toString(16), zip.readUInt16LE(at + 40).toString(8)])
    expect(headers).toEqual(names.map(() => ['210000', '100644']))
  })

  test.each([
    [{ archiveMap: '../secret.json' }, 'file-outside'],
    [{ archiveMap: 'missing.json' }, 'unreadable-file'],
  ])('refuses %j', async (defaults, code) => {
    await write('secret.json', '{}')
    await configure(defaults)
    await expect(pack()).rejects.toMatchObject({ name: 'OptionError', code })
  })
})
