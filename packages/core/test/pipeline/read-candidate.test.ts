import { readCandidate, type ArchiveSource } from '@bridge-downstream/core'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'

const IPHONE = 'ClientInfo [appVersion=73, osName=iPhone OS]'

function source(
  entries: Readonly<Record<string, unknown>>,
  metadata?: Readonly<Record<string, string>>,
): ArchiveSource & { reads: number } {
  const files = Object.entries(entries).map(([path, content]) => [
    path,
    new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
  ])
  const bytes = zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { mtime: '1999-12-31' })
  const counted = {
    name: 'a.zip',
    metadata,
    reads: 0,
    bytes: async () => {
      counted.reads++
      return bytes
    },
  }
  return counted
}

test('an archive whose user metadata tells what is asked for is not read', async () => {
  const told = source({ 'metadata.json': '{' }, { recordid: 'r', clientinfo: IPHONE })
  expect(await readCandidate(told, ['appVersion', 'os'])).toEqual({
    archive: 'a.zip',
    recordId: 'r',
    metadata: { recordid: 'r', clientinfo: IPHONE },
    traits: { appVersion: '73', os: 'iOS' },
  })
  expect(told.reads).toBe(0)
})

test('what the user metadata lacks, the archive tells: metadata.json before info.json, and neither before the user metadata', async () => {
  const entries = {
    'info.json': { appVersion: '1', appName: 'old', phoneInfo: 'one; Android/11' },
    'sub/metadata.json': { appVersion: 'version 2, build 2', appName: 'nested' },
    'metadata.json': { appVersion: 'version 3, build 3' },
  }
  expect((await readCandidate(source(entries), ['appVersion'])).traits).toEqual({
    app: 'old',
    appVersion: '3',
    os: 'Android',
    osVersion: '11',
  })
  expect((await readCandidate(source(entries, { clientinfo: IPHONE }), ['app'])).traits).toMatchObject({
    app: 'old',
    appVersion: '73',
    os: 'iOS',
  })
  const { 'metadata.json': _own, ...nested } = entries
  expect((await readCandidate(source(nested), ['app'])).traits).toMatchObject({ app: 'nested', appVersion: '2' })
})

test('an archive that describes nothing is unknown, and called by its name', async () => {
  expect(await readCandidate(source({ 'a.json': {} }), ['app'])).toEqual({ archive: 'a.zip', recordId: 'a.zip', metadata: {}, traits: {} })
})

test('an archive that must be read and cannot be says why, without its content', async () => {
  const broken = { name: 'a.zip', bytes: async () => new TextEncoder().encode('PK\u0003\u0004SECRET') }
  await expect(readCandidate(broken, ['app'])).rejects.toMatchObject({ name: 'ArchiveError', place: { archive: 'a.zip' } })
  await expect(readCandidate(source({ 'metadata.json': '{"appName":SECRET' }), ['app'])).rejects.toMatchObject({
    name: 'DocumentParseError',
    message: expect.not.stringContaining('SECRET') as string,
  })
})
