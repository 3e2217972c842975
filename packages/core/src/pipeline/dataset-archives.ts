import { OptionError, StoreError } from '../errors.js'
import { readJsonObject } from '../json/read-json-object.js'
import { keySegment } from '../store/key-segment.js'
import type { Store, StoreOptions } from '../store/store.js'
import { ARCHIVED_PREFIX } from './partition-keys.js'

/** Glue, Athena and Spark pass over files that begin with `_`. */
const MANIFEST = '_manifest.json'

/** A copied part. */
export interface ArchivedPart {
  /** Key of the part that is copied. */
  readonly key: string
  readonly etag: string
  readonly sizeBytes: number
}

/** What an archive of a dataset holds, beside it as JSON: written first, so that it claims the number, and once more at the end. */
export interface ArchiveManifest {
  readonly version: 1
  readonly dataset: string
  /** `begun`: copies may be missing. */
  readonly state: 'begun' | 'whole'
  readonly parts: readonly ArchivedPart[]
  /** Partitions that hold a record which is forgotten; they were not copied. */
  readonly leftOut: readonly string[]
}

/** One archive of a dataset. */
export interface DatasetArchive {
  /** `parquet/archive/{dataset}_{number}/` */
  readonly folder: string
  readonly number: number
  readonly manifest: ArchiveManifest
  readonly etag: string
}

export function isManifestKey(key: string): boolean {
  return key.endsWith(`/${MANIFEST}`)
}

export function archiveFolder(dataset: string, number: number): string {
  return `${ARCHIVED_PREFIX}${keySegment(dataset)}_${number}/`
}

/** Where a part lies in an archive: as it lay below `parquet/`. */
export function archivedKey(folder: string, key: string): string {
  return `${folder}${key.slice(key.indexOf('/') + 1)}`
}

/** The highest number that an archive of a dataset has, whoever made it; 0 if there is none. */
export async function highestArchive(store: Store, dataset: string, options: StoreOptions): Promise<number> {
  const prefix = `${ARCHIVED_PREFIX}${keySegment(dataset)}_`
  let highest = 0
  for await (const { key } of store.list(prefix, options)) {
    const [, digits] = /^(\d{1,9})\//.exec(key.slice(prefix.length)) ?? []
    highest = Math.max(highest, Number(digits ?? 0))
  }
  return highest
}

/** An archive by its number; undefined if it has no manifest: somebody else made it. */
export async function readArchive(
  store: Store,
  dataset: string,
  number: number,
  options: StoreOptions,
): Promise<DatasetArchive | undefined> {
  const folder = archiveFolder(dataset, number)
  const key = `${folder}${MANIFEST}`
  const object = await store.get(key, options).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === 'not-found') return undefined
    throw error
  })
  if (!object) return undefined
  const manifest = parseManifest(new TextDecoder().decode(await object.bytes()))
  if (manifest) return { folder, number, manifest, etag: object.etag }
  throw new OptionError('The manifest of an archived dataset cannot be read', {
    code: 'damaged-manifest',
    dataset,
    key,
    hint: 'Remove the archive, or move it away.',
  })
}

/**
 * Write an archive's manifest.
 *
 * @param etag of the manifest that it replaces; undefined: there is none yet.
 * @returns undefined if another run was faster.
 */
export async function writeManifest(
  store: Store,
  number: number,
  manifest: ArchiveManifest,
  etag: string | undefined,
  options: StoreOptions,
): Promise<DatasetArchive | undefined> {
  const folder = archiveFolder(manifest.dataset, number)
  const bytes = new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`)
  const condition = etag === undefined ? 'absent' : { etag }
  try {
    const info = await store.put(`${folder}${MANIFEST}`, bytes, { ...options, condition, contentType: 'application/json' })
    return { folder, number, manifest, etag: info.etag }
  } catch (error) {
    if (error instanceof StoreError && error.code === 'precondition-failed') return undefined
    throw error
  }
}

/** Remove an archive that is not whole: its manifest last, so that a run that is cut off is followed by another. */
export async function removeArchive(store: Store, { folder, manifest }: DatasetArchive, options: StoreOptions): Promise<void> {
  for (const { key } of manifest.parts) await store.delete(archivedKey(folder, key), options)
  await store.delete(`${folder}${MANIFEST}`, options)
}

function parseManifest(text: string): ArchiveManifest | undefined {
  const parsed = readJsonObject(text)
  const { version, dataset, state, parts, leftOut } = parsed ?? {}
  const isManifest =
    version === 1 &&
    typeof dataset === 'string' &&
    (state === 'begun' || state === 'whole') &&
    Array.isArray(parts) &&
    parts.every(isPart) &&
    Array.isArray(leftOut)
  return isManifest ? (parsed as unknown as ArchiveManifest) : undefined
}

function isPart(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false
  const { key, etag, sizeBytes } = part as Partial<Record<keyof ArchivedPart, unknown>>
  return typeof key === 'string' && typeof etag === 'string' && typeof sizeBytes === 'number'
}
