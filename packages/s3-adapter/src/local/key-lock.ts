import { existsSync, mkdirSync, renameSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { readdir, rm, rmdir, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkNotAborted, StoreError } from '@bridge-downstream/core/store'
import { fsCode, unlessMissing } from './fs-errors.js'
import { lockSegments } from './key-paths.js'
import { ownerState } from '../process-owner.js'
import { createTemporaryPath, ensureBookkeeping } from './temporary-files.js'

/** A lock is held for a few system calls, never while a body streams; whoever waits this long waits for a process that hangs. */
const LONGEST_WAIT_MS = 30_000
const LONGEST_PAUSE_MS = 8

/** What rename says where a folder that is not empty is in the way. */
const TAKEN = process.platform === 'win32' ? ['EPERM', 'EACCES', 'EEXIST', 'ENOTEMPTY'] : ['EEXIST', 'ENOTEMPTY']

/** What removing says where it is gone, or another owner has come. */
const RELEASED = new Set(['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'EBUSY'])

/** Tokens for the locks of one root. */
interface LockTokens {
  /** Calls that hold a lock or wait for one. */
  users: number
  /** Paths of tokens that are not in use. */
  readonly free: string[]
}

const tokensOfRoots = new Map<string, LockTokens>()

/**
 * Do something to one key that no other writer, in this process or another, does at the same time.
 *
 * The lock is a folder that holds one file, named after its owner: its token. It is made aside and renamed into place, which fails while there is
 * a folder that is not empty: so the lock and its owner appear as one. An owner that was killed is recognised by its process, and its file
 * removed by its name, which no other owner has. So two processes that clear the same stale lock cannot clear a fresh one by mistake, as
 * they could with a lock file of a fixed name.
 *
 * A token is moved aside again, and serves for other keys as long as there is something to do: ext4 takes the longer to make a file the more of
 * them were removed in the last seconds.
 */
export async function withKeyLock<T>(root: string, key: string, signal: AbortSignal | undefined, action: () => Promise<T>): Promise<T> {
  const tokens = tokensOfRoots.get(root) ?? { users: 0, free: [] }
  tokensOfRoots.set(root, tokens)
  tokens.users++
  try {
    const lock = join(root, ...lockSegments(key))
    const token = await acquire(root, key, lock, tokens, signal)
    try {
      return await action()
    } finally {
      release(lock, token, tokens)
    }
  } finally {
    if (--tokens.users === 0) {
      tokensOfRoots.delete(root)
      for (const token of tokens.free) remove(token, basename(token))
    }
  }
}

/** Nobody else removes the owner's file while its process lives, unless a person does; then another owner may have come to the folder. */
function release(lock: string, token: string, tokens: LockTokens): void {
  const owner = basename(token)
  try {
    if (existsSync(join(lock, owner))) {
      renameSync(lock, token)
      tokens.free.push(token)
      return
    }
  } catch (error) {
    // Windows moves no folder that somebody looks into.
    if (!RELEASED.has(fsCode(error) ?? '')) throw error
  }
  remove(lock, owner)
}

function remove(folder: string, owner: string): void {
  for (const removeOne of [() => unlinkSync(join(folder, owner)), () => rmdirSync(folder)]) {
    try {
      removeOne()
    } catch (error) {
      if (!RELEASED.has(fsCode(error) ?? '')) throw error
    }
  }
}

/**
 * A free lock is taken without going to another thread and back for each of its system calls: they take some 10 µs, the ways 30 µs each.
 *
 * @returns the path of the token, where it lies when it is no lock.
 */
async function acquire(root: string, key: string, lock: string, { free }: LockTokens, signal: AbortSignal | undefined): Promise<string> {
  await ensureBookkeeping(root, lockSegments(key).slice(0, -1), key)
  const token = free.pop() ?? (await makeToken(root, key))
  try {
    const deadline = performance.now() + LONGEST_WAIT_MS
    while (!moveIntoPlace(token, lock)) {
      if (await clearStale(lock)) continue
      checkNotAborted(signal, key)
      if (performance.now() > deadline) throw tooLong(root, lock, key)
      await sleep(Math.random() * LONGEST_PAUSE_MS)
    }
    return token
  } catch (error) {
    await rm(token, { recursive: true, force: true })
    throw error
  }
}

async function makeToken(root: string, key: string): Promise<string> {
  const token = await createTemporaryPath(root, key)
  try {
    mkdirSync(token)
    writeFileSync(join(token, basename(token)), '')
    return token
  } catch (error) {
    await rm(token, { recursive: true, force: true })
    throw error
  }
}

function moveIntoPlace(aside: string, lock: string): boolean {
  try {
    renameSync(aside, lock)
    return true
  } catch (error) {
    if (TAKEN.includes(fsCode(error) ?? '')) return false
    throw error
  }
}

/** @returns whether the lock may be free now. */
async function clearStale(lock: string): Promise<boolean> {
  const owners = await unlessMissing(readdir(lock))
  if (owners === undefined) return false
  if (owners.length === 0) {
    // Windows renames no folder onto an empty one.
    await rmdir(lock).catch(() => undefined)
    return false
  }
  let cleared = false
  for (const owner of owners) {
    if ((await ownerState(owner)) !== 'gone') continue
    await unlessMissing(unlink(join(lock, owner)))
    cleared = true
  }
  return cleared
}

function tooLong(root: string, lock: string, key: string): StoreError {
  return new StoreError(`Another writer has held this key for ${LONGEST_WAIT_MS / 1000} seconds`, {
    code: 'unavailable',
    key,
    retryable: true,
    hint: `If it runs no more, on this machine or another, delete the folder ${lock.slice(root.length + 1)}.`,
  })
}
