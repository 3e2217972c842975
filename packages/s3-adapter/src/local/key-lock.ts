import { mkdirSync, renameSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { readdir, rm, rmdir, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkNotAborted, StoreError } from '@bridge-downstream/core/store'
import { fsCode, unlessMissing } from './fs-errors.js'
import { lockSegments } from './key-paths.js'
import { isOwnerGone } from './process-owner.js'
import { createTemporaryPath, ensureBookkeeping } from './temporary-files.js'

/** A lock is held for a few system calls, never while a body streams; whoever waits this long waits for a process that hangs. */
const LONGEST_WAIT_MS = 30_000
const LONGEST_PAUSE_MS = 8

/** What rename says where a folder that is not empty is in the way. */
const TAKEN = process.platform === 'win32' ? ['EPERM', 'EACCES', 'EEXIST', 'ENOTEMPTY'] : ['EEXIST', 'ENOTEMPTY']

/** What removing says where it is gone, or another owner has come. */
const RELEASED = new Set(['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'EBUSY'])

/**
 * Do something to one key that no other writer, in this process or another, does at the same time.
 *
 * The lock is a folder that holds one file, named after its owner. It is made aside and renamed into place, which fails while there is a
 * folder that is not empty: so the lock and its owner appear as one. An owner that was killed is recognised by its process, and its file
 * removed by its name, which no other owner has. So two processes that clear the same stale lock cannot clear a fresh one by mistake, as
 * they could with a lock file of a fixed name.
 */
export async function withKeyLock<T>(root: string, key: string, signal: AbortSignal | undefined, action: () => Promise<T>): Promise<T> {
  const ownerFile = await acquire(root, key, signal)
  try {
    return await action()
  } finally {
    release(ownerFile)
  }
}

/** Nobody else removes the owner's file while its process lives; the next owner may have come already to the folder. */
function release(ownerFile: string): void {
  for (const remove of [() => unlinkSync(ownerFile), () => rmdirSync(dirname(ownerFile))]) {
    try {
      remove()
    } catch (error) {
      if (!RELEASED.has(fsCode(error) ?? '')) throw error
    }
  }
}

/**
 * A free lock is taken without going to another thread and back for each of its system calls: they take some 10 µs, the ways 30 µs each.
 *
 * @returns the path of the owner's file in the lock.
 */
async function acquire(root: string, key: string, signal: AbortSignal | undefined): Promise<string> {
  const lock = join(root, ...lockSegments(key))
  await ensureBookkeeping(root, lockSegments(key).slice(0, -1), key)
  const aside = await createTemporaryPath(root, key)
  mkdirSync(aside)
  try {
    writeFileSync(join(aside, basename(aside)), '')
    const deadline = performance.now() + LONGEST_WAIT_MS
    while (!moveIntoPlace(aside, lock)) {
      if (await clearStale(lock)) continue
      checkNotAborted(signal, key)
      if (performance.now() > deadline) throw tooLong(root, lock, key)
      await sleep(Math.random() * LONGEST_PAUSE_MS)
    }
    return join(lock, basename(aside))
  } catch (error) {
    await rm(aside, { recursive: true, force: true })
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
    if (!(await isOwnerGone(owner))) continue
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
