import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { join } from 'node:path'
import type { ObjectHead } from '@bridge-downstream/core'
import { StoreError } from '@bridge-downstream/core/store'
import { look, lookUp } from './folders.js'
import { displacedSegments, naturalSegments } from './key-paths.js'
import { readVersion, type ObjectVersion } from './object-info.js'

/** An object as it lay on disk at one moment. */
export interface FoundObject {
  readonly path: string
  readonly stat: BigIntStats
  readonly version: ObjectVersion
}

/** Each round means that somebody replaced the object between two system calls. */
const MOST_ROUNDS = 1000

/**
 * Find an object, and what was written down for exactly this file.
 *
 * @throws StoreError `bad-key` if a symbolic link lies on its path.
 */
export function findObject(root: string, key: string): FoundObject | undefined {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const file = findFile(root, key)
    if (file === undefined) return undefined
    const found = describeFile(root, key, file.path, file.stat)
    if (found !== undefined) return found
  }
  throw changing(key)
}

/**
 * Put together a file and what was written down for it.
 *
 * @returns undefined if the file has been replaced meanwhile.
 */
export function describeFile(root: string, key: string, path: string, stat: BigIntStats): FoundObject | undefined {
  const version = readVersion(root, key, stat)
  if (version !== undefined) return { path, stat, version }
  // Nothing is written down for a file that a person put here, nor for one that two puts have replaced since we looked.
  const now = look(path)
  return now !== undefined && isSameFile(now, stat) ? { path, stat, version: versionOfPlainFile(stat) } : undefined
}

export function headOf(key: string, { version }: FoundObject): ObjectHead {
  const { sizeBytes, etag, contentType, metadata } = version
  return { key, sizeBytes, etag, contentType, metadata }
}

export function isSameFile(a: BigIntStats, b: BigIntStats): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs
}

export function changing(key: string): StoreError {
  return new StoreError('The object changes faster than it can be read', { code: 'unavailable', key, retryable: true })
}

/** The natural path is looked at again at the end, since a put may have moved a displaced object there between the first two looks. */
function findFile(root: string, key: string): { readonly path: string; readonly stat: BigIntStats } | undefined {
  const natural = naturalSegments(key)
  const displaced = displacedSegments(key)
  for (const segments of natural === undefined ? [displaced] : [natural, displaced, natural]) {
    const stat = lookUp(root, segments, key)
    if (stat?.isFile()) return { path: join(root, ...segments), stat }
  }
  return undefined
}

/** The ETag of a file that did not come through a put: reading it all to digest it would cost too much in a list. */
function versionOfPlainFile(stat: BigIntStats): ObjectVersion {
  const digest = createHash('sha256').update(`${stat.ino} ${stat.size} ${stat.mtimeNs}`).digest('hex')
  return { sizeBytes: Number(stat.size), modified: stat.mtimeNs.toString(), etag: `file-${digest.slice(0, 32)}`, metadata: {} }
}
