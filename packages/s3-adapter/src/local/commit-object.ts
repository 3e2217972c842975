import { lstatSync, type BigIntStats } from 'node:fs'
import { open, rename, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PutOptions } from '@bridge-downstream/core'
import { checkCondition, StoreError } from '@bridge-downstream/core/store'
import { findObject } from './find-object.js'
import { ensureFolders, look, lookUp, pruneFolders } from './folders.js'
import { fsCode, unlessMissing } from './fs-errors.js'
import { displacedSegments, naturalSegments } from './key-paths.js'
import { infoPath, writeVersions, type ObjectVersion } from './object-info.js'
import { flushFolder } from './write-file-whole.js'

/** Each round means that somebody made or removed a folder between two system calls. */
const MOST_ROUNDS = 1000
/** What rename says where a folder has come, or gone, or a file has come where a folder was. */
const MOVED_UNDER_US = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'EEXIST'])

/**
 * Make a file that was written aside the object of this key, if the condition holds. Call it under the key's lock.
 *
 * The one rename of the file commits bytes and metadata; see `writeVersions`.
 */
export async function commitObject(
  root: string,
  key: string,
  aside: string,
  written: Omit<ObjectVersion, 'modified'>,
  condition: PutOptions['condition'],
): Promise<void> {
  const current = findObject(root, key)
  checkCondition(condition, current?.version.etag, key)
  const modified = await settleModified(aside, current?.stat, key)
  const kept = current === undefined ? [] : [current.version]
  await writeVersions(root, key, [...kept, { ...written, modified: modified.toString() }])
  await flushFolder(dirname(await moveIntoPlace(root, key, aside)))
}

/** Remove an object. Call it under the key's lock. */
export async function removeObject(root: string, key: string): Promise<void> {
  const natural = naturalSegments(key)
  // The natural object hides the displaced one, so this order never brings an older object back.
  for (const segments of natural === undefined ? [displacedSegments(key)] : [displacedSegments(key), natural]) {
    const found = lookUp(root, segments, key)
    if (!found?.isFile()) continue
    const path = join(root, ...segments)
    await unlessMissing(unlink(path))
    await flushFolder(dirname(path))
    if (segments === natural) await pruneFolders(root, segments)
  }
  await unlessMissing(unlink(infoPath(root, key)))
}

/**
 * Give the new file a time of modification that tells it from the old one. Clocks of file systems tick every few milliseconds, so two
 * puts of equal size may get the same time.
 */
async function settleModified(aside: string, current: BigIntStats | undefined, key: string): Promise<bigint> {
  let { mtimeNs } = lstatSync(aside, { bigint: true })
  if (current === undefined || mtimeNs > current.mtimeNs) return mtimeNs
  const file = await open(aside, 'r+')
  try {
    // Some file systems keep whole or even seconds only.
    for (let stepMs = 1n; mtimeNs <= current.mtimeNs && stepMs < 10_000n; stepMs *= 2n) {
      const seconds = Number(current.mtimeNs / 1_000_000n + stepMs) / 1000
      await file.utimes(seconds, seconds)
      mtimeNs = (await file.stat({ bigint: true })).mtimeNs
    }
    await file.sync()
  } finally {
    await file.close()
  }
  if (mtimeNs <= current.mtimeNs) {
    throw new StoreError('The file system keeps no time of modification later than that of the object', { code: 'unavailable', key })
  }
  return mtimeNs
}

/** @returns the path where the object lies now. */
async function moveIntoPlace(root: string, key: string, aside: string): Promise<string> {
  const displaced = displacedSegments(key)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const natural = await prepareNaturalPath(root, key)
    const segments = natural ?? displaced
    if (natural === undefined) await ensureFolders(root, displaced.slice(0, -1), key)
    const path = join(root, ...segments)
    try {
      await rename(aside, path)
    } catch (error) {
      if (MOVED_UNDER_US.has(fsCode(error) ?? '')) continue
      throw error
    }
    if (natural !== undefined && look(join(root, ...displaced))) await unlessMissing(unlink(join(root, ...displaced)))
    return path
  }
  throw new StoreError('The folders on the path of this key keep changing', { code: 'unavailable', key, retryable: true })
}

/** @returns undefined if the object cannot lie at its natural path, now or ever. */
async function prepareNaturalPath(root: string, key: string): Promise<readonly string[] | undefined> {
  const segments = naturalSegments(key)
  if (segments === undefined || !(await ensureFolders(root, segments.slice(0, -1), key))) return undefined
  const found = lookUp(root, segments, key)
  if (found === undefined || found.isFile()) return segments
  // An empty folder may be left from an object that has gone.
  if (found.isDirectory() && (await removeIfEmpty(join(root, ...segments)))) return segments
  return undefined
}

async function removeIfEmpty(path: string): Promise<boolean> {
  return rmdir(path).then(
    () => true,
    () => false,
  )
}
