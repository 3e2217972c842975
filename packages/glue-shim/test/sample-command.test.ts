import { openStore } from '@bridge-downstream/s3-adapter'
import { zipSync } from 'fflate'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startFront, type Front } from '../../s3-adapter/test/front/start-front.js'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'

let cwd: string
beforeEach(async () => {
  cwd = await makeFolder()
  await mkdir(path.join(cwd, 'in'))
})
afterEach(() => removeFolder(cwd))

const run = (...args: string[]): Promise<Outcome> => runIn(cwd, args)

function zipped(entries: Readonly<Record<string, unknown>>): Uint8Array {
  const files = Object.entries(entries).map(([name, content]) => [
    name,
    new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
  ])
  return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { mtime: '1999-12-31' })
}

function clientInfo(appVersion: number, osName = 'iPhone OS'): string {
  return `ClientInfo [appName=App, appVersion=${appVersion}, deviceName=phone, 2nd, osName=${osName}, osVersion=1]`
}

async function archive(
  name: string,
  metadata: Readonly<Record<string, string>> | undefined,
  entries: Readonly<Record<string, unknown>> = { 'motion.json': { name } },
): Promise<void> {
  await mkdir(path.dirname(path.join(cwd, 'in', name)), { recursive: true })
  await writeFile(path.join(cwd, 'in', `${name}.zip`), zipped(entries))
  if (metadata) await writeFile(path.join(cwd, 'in', `${name}.metadata.json`), JSON.stringify({ recordid: `r-${name}`, ...metadata }))
}

async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(path.join(cwd, folder), { recursive: true, withFileTypes: true })
  const files = found
    .filter((file) => file.isFile())
    .map((file) => path.relative(path.join(cwd, folder), path.join(file.parentPath, file.name)))
  return files.filter((file) => !file.startsWith('.')).sort()
}

const account = async (out = 'out'): Promise<unknown> => JSON.parse(await readFile(path.join(cwd, out, 'sample.json'), 'utf8'))

describe('sample', () => {
  beforeEach(async () => {
    await archive('a', { clientinfo: clientInfo(9), exportedon: '2022-01-02T00:00:00Z' })
    await archive('b', { clientinfo: clientInfo(9), exportedon: '2022-01-01T23:00:00-02:00' })
    await archive('c', { clientinfo: '{"appName":"App","appVersion":10,"osName":"Android"}', uploadedon: '2022-01-01T00:00:00Z' })
    await archive('d', undefined, { 'metadata.json': { appVersion: 'version 2.0, build 9' }, 'motion.json': [1] })
    await archive('e', {}, { 'motion.json': [2] })
  })

  test('copies the earliest archive of each version of the app, and says why', async () => {
    const { code, out, err } = await run('sample', 'in', '--out', 'out')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe(`appVersion  archive   because
9           in/a.zip  the earliest of 3, exportedon 2022-01-02T00:00:00Z; the time of 1 is unknown
10          in/c.zip  the only one, uploadedon 2022-01-01T00:00:00Z
(unknown)   in/e.zip  the only one, its time is unknown

5 archives: 3 chosen, 2 passed over
Output: out
`)
    expect(await filesOf('out')).toEqual([
      'archives/a.metadata.json',
      'archives/a.zip',
      'archives/c.metadata.json',
      'archives/c.zip',
      'archives/e.metadata.json',
      'archives/e.zip',
      'sample.json',
    ])
    expect(await account()).toEqual({
      version: 1,
      by: ['appVersion'],
      archives: { total: 5, chosen: 3, passedOver: 2, leftOut: 0 },
      chosen: [
        {
          archive: 'in/a.zip',
          key: 'archives/a.zip',
          recordId: 'r-a',
          traits: { appVersion: '9' },
          because: 'the earliest of 3, exportedon 2022-01-02T00:00:00Z; the time of 1 is unknown',
          candidates: 3,
        },
        {
          archive: 'in/c.zip',
          key: 'archives/c.zip',
          recordId: 'r-c',
          traits: { appVersion: '10' },
          because: 'the only one, uploadedon 2022-01-01T00:00:00Z',
          candidates: 1,
        },
        {
          archive: 'in/e.zip',
          key: 'archives/e.zip',
          recordId: 'r-e',
          traits: { appVersion: null },
          because: 'the only one, its time is unknown',
          candidates: 1,
        },
      ],
      leftOut: [],
    })
  })

  test('a copy has the bytes and the user metadata of the original, and is input itself', async () => {
    await run('sample', 'in', '--out', 'out')
    expect(await readFile(path.join(cwd, 'out/archives/a.zip'))).toEqual(await readFile(path.join(cwd, 'in/a.zip')))
    const beside = async (file: string): Promise<unknown> => JSON.parse(await readFile(path.join(cwd, file), 'utf8'))
    expect(await beside('out/archives/a.metadata.json')).toEqual(await beside('in/a.metadata.json'))
    const again = await run('sample', 'out/archives', '--out', 'again', '--json')
    expect(again.code).toBe(0)
    expect((await filesOf('again')).filter((file) => file.startsWith('archives'))).toEqual(
      (await filesOf('out')).filter((file) => file.startsWith('archives')),
    )
  })

  test('--by tells archives apart by other traits', async () => {
    const { out } = await run('sample', 'in', '--by', 'app', 'os', '--out', 'out')
    expect(out).toContain(`app        os         archive   because
App        Android    in/c.zip  the only one, uploadedon 2022-01-01T00:00:00Z
App        iOS        in/a.zip  the earliest of 2, exportedon 2022-01-02T00:00:00Z
(unknown)  (unknown)  in/d.zip  the first of 2 by record id, the time of none is known
`)
    expect(await run('sample', 'in', '--by', 'mood', '--out', 'out')).toMatchObject({
      code: 1,
      err: expect.stringContaining('assessment') as string,
    })
  })

  test('--dry-run says the same and writes nothing; --json is the account', async () => {
    const dry = await run('sample', 'in', '--out', 'out', '--dry-run')
    expect(await readdir(cwd)).toEqual(['in'])
    const { out } = await run('sample', 'in', '--out', 'out', '--json')
    expect(JSON.parse(out)).toEqual(await account())
    expect((await run('sample', 'in', '--out', 'other')).out).toBe(`${dry.out}Output: other\n`)
  })

  test('a second time gives the same bytes, also into a folder within the input; what is chosen no longer goes', async () => {
    await run('sample', 'in', '--out', 'in/out')
    const before = await readFile(path.join(cwd, 'in/out/sample.json'), 'utf8')
    await run('sample', 'in', '--out', 'in/out')
    expect(await readFile(path.join(cwd, 'in/out/sample.json'), 'utf8')).toBe(before)
    await archive('f', { clientinfo: clientInfo(9), exportedon: '2021-01-01T00:00:00Z' })
    await run('sample', 'in', '--out', 'in/out')
    expect((await filesOf('in/out')).filter((file) => file.endsWith('.zip'))).toEqual([
      'archives/c.zip',
      'archives/e.zip',
      'archives/f.zip',
    ])
  })

  test('archives with the same base name are copied apart', async () => {
    await archive('1/x', { clientinfo: clientInfo(1) })
    await archive('2/x', { clientinfo: clientInfo(2) })
    await run('sample', 'in/1', 'in/2', '--out', 'out')
    const files = await filesOf('out/archives')
    expect(files.map((file) => file.replace(/-[0-9a-f]{12}/, '-DIGEST'))).toEqual([
      'x-DIGEST.metadata.json',
      'x-DIGEST.zip',
      'x.metadata.json',
      'x.zip',
    ])
    expect(await run('sample', 'out/archives', '--out', 'again', '--dry-run')).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 chosen') as string,
    })
  })

  test('a folder with another sample.json is left alone', async () => {
    await mkdir(path.join(cwd, 'out'))
    await writeFile(path.join(cwd, 'out/sample.json'), '{"chosen":[1]}')
    expect(await run('sample', 'in', '--out', 'out')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no account of a sample') as string,
    })
    expect(await filesOf('out')).toEqual(['sample.json'])
  })
})

describe('bad archives are left out with their reason, and their neighbours go on', () => {
  test('one that was chosen is replaced by the next of its group', async () => {
    await archive('a', { clientinfo: clientInfo(1), exportedon: '2022-01-01T00:00:00Z' }, { 'motion.json': '{"x":SECRET', 'b.json': '[1,' })
    await archive('b', { clientinfo: clientInfo(1), exportedon: '2022-01-02T00:00:00Z' })
    await archive('c', { clientinfo: clientInfo(2) })
    await writeFile(path.join(cwd, 'in/c.zip'), 'PK\u0003\u0004 cut off SECRET')
    await archive('d', undefined)
    await writeFile(path.join(cwd, 'in/d.zip'), 'PK\u0003\u0004 cut off too')
    await archive('e', { clientinfo: clientInfo(3) })
    await writeFile(path.join(cwd, 'in/e.metadata.json'), '{"recordid":7}')
    const { code, out } = await run('sample', 'in', '--out', 'out')
    expect(code).toBe(2)
    expect(out).toContain('1           in/b.zip  the only one, exportedon 2022-01-02T00:00:00Z\n')
    expect(out).toContain('5 archives: 1 chosen, 0 passed over, 4 left out\n')
    expect(out).not.toContain('SECRET')
    const { leftOut } = (await account()) as { leftOut: { archive: string; entry?: string; code: string }[] }
    expect(leftOut.map(({ archive: name, entry, code: why }) => [name, entry, why])).toEqual([
      ['in/a.zip', 'b.json', 'bad-json'],
      ['in/a.zip', 'motion.json', 'bad-json'],
      ['in/c.zip', undefined, 'truncated-archive'],
      ['in/d.zip', undefined, 'truncated-archive'],
      ['in/e.zip', undefined, 'bad-metadata'],
    ])
    expect((await filesOf('out')).filter((file) => file.endsWith('.zip'))).toEqual(['archives/b.zip'])
  })

  test('where all are bad nothing is chosen', async () => {
    await archive('a', {}, { 'motion.json': '{' })
    expect(await run('curate-test-data', 'in', '--out', 'out')).toMatchObject({
      code: 2,
      out: expect.stringContaining('1 archive: 0 chosen, 0 passed over, 1 left out') as string,
    })
  })
})

describe('from S3 to S3, with user metadata', () => {
  async function useFront(): Promise<Front> {
    const front = await startFront()
    onTestFinished(async () => {
      vi.unstubAllEnvs()
      await front.close()
    })
    vi.stubEnv('AWS_ENDPOINT_URL_S3', front.endpoint)
    vi.stubEnv('AWS_REGION', 'us-east-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
    front.createBucket('uploads')
    front.createBucket('results')
    return front
  }

  async function upload(key: string, metadata: Readonly<Record<string, string>>, body?: Uint8Array): Promise<Uint8Array> {
    const bytes = body ?? zipped({ 'motion.json': { key } })
    await openStore('s3://uploads').put(key, bytes, { metadata, contentType: 'application/zip' })
    return bytes
  }

  const record = (id: string, revision: string, os: string, version: number, exportedon: string): Record<string, string> => ({
    recordid: id,
    assessmentid: 'walk',
    assessmentrevision: revision,
    clientinfo: clientInfo(version, os),
    exportedon,
    healthcode: `hc-${id}`,
    sessionname: 'Ženevská ☃',
  })

  test('curate-test-data takes the first record of each assessment, revision, system and version', async () => {
    await useFront()
    await upload('app/2022-01-03/r1-walk.zip', record('r1', '1', 'iPhone OS', 7, '2022-01-03T00:00:00Z'))
    const first = await upload('app/2022-01-02/r2-walk.zip', record('r2', '1', 'iPhone OS', 7, '2022-01-02T00:00:00Z'))
    await upload('app/2022-01-02/r3-walk.zip', record('r3', '2', 'iPhone OS', 7, '2022-01-02T00:00:00Z'))
    await upload('app/2022-01-02/r4-walk.zip', record('r4', '1', 'Android', 7, '2022-01-02T00:00:00Z'))
    await upload('app/2022-01-01/r5-walk.zip', record('r5', '1', 'Android', 7, '2022-01-01T00:00:00Z'), new TextEncoder().encode('<html>'))
    await upload('app/2022-01-02/', {}, new Uint8Array())
    const { code, out, err } = await run('curate-test-data', 's3://uploads/app', '--out', 's3://results/test-data')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(out).toBe(`assessment  revision  os       appVersion  archive                                  because
walk        1         Android  7           s3://uploads/app/2022-01-02/r4-walk.zip  the only one, exportedon 2022-01-02T00:00:00Z
walk        1         iOS      7           s3://uploads/app/2022-01-02/r2-walk.zip  the earliest of 2, exportedon 2022-01-02T00:00:00Z
walk        2         iOS      7           s3://uploads/app/2022-01-02/r3-walk.zip  the only one, exportedon 2022-01-02T00:00:00Z

left out  s3://uploads/app/2022-01-01/r5-walk.zip › r5-walk.zip
          The file is neither a ZIP archive, nor gzip, nor JSON. Look at what was uploaded; an error page instead of the data is the usual case.

5 archives: 3 chosen, 1 passed over, 1 left out
Output: s3://results/test-data
`)
    const results = openStore('s3://results/test-data')
    expect((await Array.fromAsync(results.list())).map(({ key }) => key)).toEqual([
      'archives/r2-walk.zip',
      'archives/r3-walk.zip',
      'archives/r4-walk.zip',
      'sample.json',
    ])
    const copy = await results.get('archives/r2-walk.zip')
    expect(new Uint8Array(await copy.bytes())).toEqual(first)
    expect({ metadata: copy.metadata, contentType: copy.contentType }).toEqual({
      metadata: record('r2', '1', 'iPhone OS', 7, '2022-01-02T00:00:00Z'),
      contentType: 'application/zip',
    })
  })

  test('sample reads no bytes of archives that are not chosen, and none of its own output', async () => {
    const front = await useFront()
    await upload('a.zip', record('r1', '1', 'iPhone OS', 7, '2022-01-01T00:00:00Z'))
    await upload('b.zip', record('r2', '1', 'iPhone OS', 7, '2022-01-02T00:00:00Z'))
    for (const _ of [1, 2]) {
      const { code, out } = await run('sample', 's3://uploads', '--out', 's3://uploads/sample')
      expect(code).toBe(0)
      expect(out).toContain('2 archives: 1 chosen, 1 passed over')
    }
    // Twice: the archive that is chosen, and once the account of the first time.
    expect(front.requests.filter(({ operation }) => operation === 'GetObject').length).toBe(3)
    expect(front.objectsOf('uploads').page('', undefined, 10).keys).toEqual([
      'a.zip',
      'b.zip',
      'sample/archives/a.zip',
      'sample/sample.json',
    ])
  })

  test('a large archive is read by ranges, and its copy has the same bytes', async () => {
    const front = await useFront()
    const picture = new Uint8Array(33 * 1024 ** 2).fill(7)
    const large = zipSync({ 'a.png': [picture, { level: 0 }], 'motion.json': new TextEncoder().encode('{"x":1}') }, { mtime: '1999-12-31' })
    await upload('large.zip', record('r1', '1', 'iPhone OS', 7, '2022-01-01T00:00:00Z'), large)
    await writeFile(path.join(cwd, 'in/large.zip'), large)
    expect((await run('sample', 's3://uploads', '--out', 's3://results/sample')).out).toContain('1 chosen')
    expect((await run('sample', 'in', '--out', 'out')).out).toContain('1 chosen')
    expect(Buffer.compare(large, await readFile(path.join(cwd, 'out/archives/large.zip')))).toBe(0)
    const copy = await openStore('s3://results/sample').get('archives/large.zip')
    expect(Buffer.compare(large, await copy.bytes())).toBe(0)
    expect(copy.metadata).toEqual(record('r1', '1', 'iPhone OS', 7, '2022-01-01T00:00:00Z'))
    expect(front.openUploads('results')).toEqual([])
  })

  test('the sample of a store in a folder is the input of a run', async () => {
    await useFront()
    await upload('a.zip', { ...record('r1', '1', 'iPhone OS', 7, '2022-01-01T00:00:00Z'), uploadedon: '2022-01-01T00:00:00Z' })
    await run('sample', 's3://uploads', '--out', 'sample')
    const { code, out } = await run('run', 'sample/archives', '--out', 'study', '--offline')
    expect(code).toBe(0)
    expect(out).toContain('1 archive: 1 taken')
    expect(await filesOf('study/raw_json')).toEqual(['dataset=motion_v1/assessmentid=walk/year=2022/month=1/day=1/r1.ndjson'])
  })
})

test('an empty store gives an empty sample', async () => {
  expect(await run('sample', 'memory://nothing', '--out', 'out')).toMatchObject({
    code: 0,
    out: expect.stringContaining('0 archives: 0 chosen') as string,
  })
})
