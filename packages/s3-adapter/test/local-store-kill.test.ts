import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { createLocalStore } from '../src/local-store.js'
import { contentOf, metadataOf } from './children/versions.js'
import { bundleChild, startChild } from './run-child.js'
import { makeTemporaryFolder } from './temporary-folder.js'

const KILLS = process.env['BRIDGE_DOWNSTREAM_LONG'] === undefined ? 30 : 200

const SIDE_BY_SIDE = 4

/** @returns the version of an object that is whole: content, size and metadata belong together. */
async function readWholeVersion(store: Store, key: string): Promise<number> {
  const object = await store.get(key)
  const version = Number(object.metadata['version'])
  expect(object.metadata).toEqual(metadataOf(version))
  expect(object.sizeBytes).toBe(contentOf(version).length)
  expect(Buffer.compare(await object.bytes(), contentOf(version))).toBe(0)
  return version
}

async function countLeftovers(root: string): Promise<{ halfWritten: number; locks: number }> {
  const count = async (name: string): Promise<number> => (await readdir(join(root, '.bridge-downstream', name)).catch(() => [])).length
  return { halfWritten: await count('tmp'), locks: await count('locks') }
}

test(`after each of ${KILLS} kills at random moments, each object is the old one or the new one, whole`, async () => {
  const program = await bundleChild('put-forever')
  const root = join(await makeTemporaryFolder(), 'root')
  const keys = ['one.bin', 'dataset=x/part-0.parquet', 'dataset=x']
  const store = createLocalStore(root)
  const cut = { halfWritten: 0, locks: 0 }
  const newest = new Map<string, number>()
  for (let kill = 0; kill < KILLS; kill++) {
    const child = startChild(program, [root, String(Math.max(0, ...newest.values()) + 1), ...keys])
    await child.started
    await sleep(Math.random() * 20)
    child.process.kill('SIGKILL')
    expect((await child.ended).signal).toBe('SIGKILL')
    const leftovers = await countLeftovers(root)
    if (leftovers.halfWritten > 0) cut.halfWritten++
    if (leftovers.locks > 0) cut.locks++
    for (const key of keys) {
      const version = await readWholeVersion(store, key)
      expect(version).toBeGreaterThan(newest.get(key) ?? 0)
      newest.set(key, version)
    }
    const listed: string[] = []
    for await (const info of store.list()) listed.push(info.key)
    expect(listed).toEqual(['dataset=x', 'dataset=x/part-0.parquet', 'one.bin'])
  }
  console.info(`${KILLS} kills, ${newest.get('one.bin')} versions: ${cut.halfWritten} left half-written files, ${cut.locks} held a lock`)
  for (const key of keys) await createLocalStore(root).put(key, contentOf(1), { metadata: metadataOf(1) })
  expect(await countLeftovers(root)).toEqual({ halfWritten: 0, locks: 0 })
})

test.each([
  ['at its natural path', 'folder/object', []],
  ['at a displaced path', 'folder/object', ['folder']],
  ['that moves back to its natural path', 'folder/object', ['folder', 'gone']],
])('killed before any call of the file system, a put of an object %s leaves the old one or the new one', async (_, key, inTheWay) => {
  const program = await bundleChild('die-at-call')
  const folder = await makeTemporaryFolder()
  const outcomes = await dieAtEachCall(async (at) => {
    const root = join(folder, String(at))
    const store = createLocalStore(root)
    if (inTheWay[0] !== undefined) await store.put(inTheWay[0], contentOf(9))
    await store.put(key, contentOf(1), { metadata: metadataOf(1) })
    if (inTheWay[0] !== undefined && inTheWay[1] === 'gone') await store.delete(inTheWay[0])
    const { signal, output } = await startChild(program, [root, String(at), 'put', key, '2']).ended
    const version = await readWholeVersion(store, key)
    expect(await listKeys(store)).toEqual(inTheWay.length === 1 ? [inTheWay[0], key] : [key])
    await createLocalStore(root).put(key, contentOf(3), { metadata: metadataOf(3) })
    expect(await readWholeVersion(store, key)).toBe(3)
    expect(await countLeftovers(root)).toEqual({ halfWritten: 0, locks: 0 })
    await store.delete(key)
    expect(await store.head(key)).toBe(undefined)
    return output === 'done' ? output : `${signal} ${version}`
  })
  const old = outcomes.filter((outcome) => outcome === 'SIGKILL 1').length
  const renewed = outcomes.filter((outcome) => outcome === 'SIGKILL 2').length
  expect(outcomes).toEqual([...Array<string>(old).fill('SIGKILL 1'), ...Array<string>(renewed).fill('SIGKILL 2'), 'done'])
  expect(Math.min(old, renewed)).toBeGreaterThan(0)
})

test('killed before any call of the file system, a delete leaves the object or nothing', async () => {
  const program = await bundleChild('die-at-call')
  const folder = await makeTemporaryFolder()
  const outcomes = await dieAtEachCall(async (at) => {
    const root = join(folder, String(at))
    const store = createLocalStore(root)
    await store.put('folder/object', contentOf(1), { metadata: metadataOf(1) })
    const { output } = await startChild(program, [root, String(at), 'delete', 'folder/object', '0']).ended
    const left = (await store.head('folder/object')) === undefined ? 'nothing' : `version ${await readWholeVersion(store, 'folder/object')}`
    await createLocalStore(root).put('folder', contentOf(2), { metadata: metadataOf(2), condition: 'absent' })
    expect(await readWholeVersion(store, 'folder')).toBe(2)
    return output === 'done' ? output : left
  })
  expect([...new Set(outcomes)]).toEqual(['version 1', 'nothing', 'done'])
})

/** Let a child die before its first call, its second, and so on, until one gets through. @returns what came of each. */
async function dieAtEachCall(attempt: (at: number) => Promise<string>): Promise<string[]> {
  const outcomes: string[] = []
  for (let at = 1; outcomes.at(-1) !== 'done'; at += SIDE_BY_SIDE) {
    const some = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, (_, index) => attempt(at + index)))
    const end = some.indexOf('done')
    outcomes.push(...some.slice(0, end === -1 ? undefined : end + 1))
  }
  return outcomes
}

async function listKeys(store: Store): Promise<string[]> {
  const keys: string[] = []
  for await (const info of store.list()) keys.push(info.key)
  return keys
}
