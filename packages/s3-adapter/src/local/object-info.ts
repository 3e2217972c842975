import { readFileSync, type BigIntStats } from 'node:fs'
import { join } from 'node:path'
import { fsCode } from './fs-errors.js'
import { infoSegments } from './key-paths.js'
import { ensureBookkeeping } from './temporary-files.js'
import { writeFileWhole } from './write-file-whole.js'

/** What a file cannot tell of the object it holds. */
export interface ObjectVersion {
  /** Size and time of the file that this version belongs to. */
  readonly sizeBytes: number
  /** Nanoseconds since the Unix epoch, as decimal digits. */
  readonly modified: string
  readonly etag: string
  readonly contentType?: string | undefined
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * What was written down for the file with this size and time of modification.
 *
 * @returns undefined if a person has put the file there, or changed it since.
 */
export function readVersion(root: string, key: string, stat: BigIntStats): ObjectVersion | undefined {
  const text = readText(infoPath(root, key))
  return text === undefined ? undefined : parseVersions(text).find((version) => belongsTo(version, stat))
}

/**
 * Write down what belongs to the file that will be renamed into place next, and keep what belongs to the one that is there now.
 *
 * Both versions lie in one file, each with the size and time of its object. So the rename of the object commits its metadata with it: a
 * reader, or a crash, before the rename finds the old version, and one after it finds the new.
 */
export async function writeVersions(root: string, key: string, versions: readonly ObjectVersion[]): Promise<void> {
  const segments = infoSegments(key)
  await ensureBookkeeping(root, segments.slice(0, -1), key)
  const path = join(root, ...segments)
  await writeFileWhole(root, key, path, `${JSON.stringify({ key, versions })}\n`)
}

/** Path of the file with an object's versions, for removal. */
export function infoPath(root: string, key: string): string {
  return join(root, ...infoSegments(key))
}

/** A small file is read sooner than another thread is asked to. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (fsCode(error) === 'ENOENT' || fsCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

function belongsTo(version: ObjectVersion, stat: BigIntStats): boolean {
  return BigInt(version.sizeBytes) === stat.size && version.modified === stat.mtimeNs.toString()
}

/** A file that a person has damaged tells nothing; its object stays readable, without metadata. */
function parseVersions(text: string): ObjectVersion[] {
  const parsed = parseJson(text)
  if (typeof parsed !== 'object' || parsed === null || !('versions' in parsed) || !Array.isArray(parsed.versions)) return []
  return parsed.versions.filter(isVersion)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isVersion(value: unknown): value is ObjectVersion {
  if (typeof value !== 'object' || value === null) return false
  const { sizeBytes, modified, etag, contentType, metadata } = value as Partial<Record<keyof ObjectVersion, unknown>>
  return (
    Number.isSafeInteger(sizeBytes) &&
    typeof modified === 'string' &&
    typeof etag === 'string' &&
    (contentType === undefined || typeof contentType === 'string') &&
    typeof metadata === 'object' &&
    metadata !== null &&
    Object.values(metadata).every((text) => typeof text === 'string')
  )
}
