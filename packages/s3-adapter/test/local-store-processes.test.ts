import { readdir, rm } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { expect, test } from 'vitest'
import { createLocalStore } from '../src/local-store.js'
import { withKeyLock } from '../src/local/key-lock.js'
import { createOwnedName, ownerState } from '../src/process-owner.js'
import { bundleChild, startChild } from './run-child.js'
import { makeTemporaryFolder } from './temporary-folder.js'

const ROUNDS = 40

test('of two processes that put under one condition, exactly one wins, each time', async () => {
  const program = await bundleChild('race')
  const root = join(await makeTemporaryFolder(), 'root')
  const store = createLocalStore(root)
  await store.put('counter', Buffer.from('0'))
  const children = [1, 2].map(() => startChild(program, [root, String(ROUNDS)]))
  await Promise.all(children.map((child) => child.started))
  await store.put('go', Buffer.from(''))
  const results = await Promise.all(children.map((child) => child.ended))
  expect(results.map((result) => result.code)).toEqual([0, 0])
  const won = results.map((result) => Number(result.output))
  console.info(`keys won: ${won.join(' and ')} of ${ROUNDS}`)
  expect(won.reduce((sum, count) => sum + count)).toBe(ROUNDS)
  expect(Buffer.from(await (await store.get('counter')).bytes()).toString()).toBe(String(2 * ROUNDS))
})

test('a writer waits for a lock that is held, and an abort ends the waiting', async () => {
  const root = join(await makeTemporaryFolder(), 'root')
  const store = createLocalStore(root)
  await store.put('key', Buffer.from('old'))
  const release = Promise.withResolvers<void>()
  const locked = Promise.withResolvers<void>()
  const holder = withKeyLock(root, 'key', undefined, async () => {
    locked.resolve()
    await release.promise
  })
  await locked.promise
  const controller = new AbortController()
  const aborted = store.put('key', Buffer.from('aborted'), { signal: controller.signal })
  const waiting = store.put('key', Buffer.from('new'))
  await store.put('other key', Buffer.from('not held'))
  controller.abort()
  await expect(aborted).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
  expect(Buffer.from(await (await store.get('key')).bytes()).toString()).toBe('old')
  release.resolve()
  await Promise.all([holder, waiting])
  expect(Buffer.from(await (await store.get('key')).bytes()).toString()).toBe('new')
})

/** Whoever holds a lock, by the name of its file, and the tokens that are free. */
async function ownersBelow(root: string): Promise<{ readonly locks: readonly string[]; readonly free: readonly string[] }> {
  const list = (name: string): Promise<string[]> => readdir(join(root, '.bridge-downstream', name), { recursive: true }).catch(() => [])
  const locks = (await list('locks')).flatMap((path) => path.split(sep).slice(1))
  return { locks, free: (await list('tmp')).filter((path) => !path.includes(sep)) }
}

/** Hold a lock until it is told. */
async function holdLock(root: string, key: string): Promise<() => Promise<void>> {
  const [locked, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const done = withKeyLock(root, key, undefined, () => {
    locked.resolve()
    return told.promise
  })
  await Promise.race([locked.promise, done])
  return () => {
    told.resolve()
    return done
  }
}

test('what a lock is made of serves for the next key as long as there is another to wait for, and goes then', async () => {
  const root = join(await makeTemporaryFolder(), 'root')
  const endFirst = await holdLock(root, 'first')
  const endSecond = await holdLock(root, 'second')
  const before = await ownersBelow(root)
  expect(before).toEqual({ locks: [expect.any(String), expect.any(String)], free: [] })
  await endSecond()
  const { locks, free } = await ownersBelow(root)
  expect([...locks, ...free].toSorted()).toEqual(before.locks.toSorted())
  expect(free).toHaveLength(1)
  const endThird = await holdLock(root, 'third')
  expect((await ownersBelow(root)).locks.toSorted()).toEqual(before.locks.toSorted())
  await endFirst()
  await endThird()
  expect(await ownersBelow(root)).toEqual({ locks: [], free: [] })
})

test('a lock that a person has removed, and another owner has taken, stays that one’s', async () => {
  const root = join(await makeTemporaryFolder(), 'root')
  const endSlow = await holdLock(root, 'key')
  await rm(join(root, '.bridge-downstream', 'locks'), { recursive: true })
  const endNext = await holdLock(root, 'key')
  const { locks } = await ownersBelow(root)
  await endSlow()
  expect((await ownersBelow(root)).locks).toEqual(locks)
  await endNext()
  expect(await ownersBelow(root)).toEqual({ locks: [], free: [] })
})

test('only a process that has certainly ended is gone', async () => {
  const name = await createOwnedName()
  const [host, boot, space, pid, start, nonce] = name.split('-')
  const change = (parts: object): string => Object.values({ host, boot, space, pid, start, nonce, ...parts }).join('-')
  expect(await ownerState(name)).toBe(process.platform === 'linux' ? 'running' : 'unknown')
  expect(await ownerState(change({ host: 'elsewhere', pid: '1' }))).toBe('unknown')
  expect(await ownerState(change({ space: 'another container' }))).toBe('unknown')
  expect(await ownerState(change({ boot: 'earlier', host }))).toBe(host?.endsWith('m') ? 'gone' : 'unknown')
  expect(await ownerState('a name of another kind')).toBe('unknown')
  const child = startChild('--eval', [''])
  await child.ended
  expect(await ownerState(change({ pid: child.process.pid }))).toBe('gone')
})

test.runIf(process.platform === 'linux')('a process id that is used again does not keep a lock alive', async () => {
  const [host, boot, space, , , nonce] = (await createOwnedName()).split('-')
  expect(await ownerState([host, boot, space, process.pid, '12345', nonce].join('-'))).toBe('gone')
})
