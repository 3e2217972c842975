import { DEFAULT_RANGES_FROM_BYTES, openStoredArchive, type ArchiveSource, type ObjectInfo, type Store } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import { findFiles, openFile } from './find-archives.js'
import type { Destination } from './open-destination.js'

const URL_INPUT = /^[a-z][a-z0-9+.-]+:\/\//i

/** An archive with what a copy of it keeps. A large one is read by ranges; the bytes of others once, when they are first asked for. */
export interface WholeArchive extends ArchiveSource {
  readonly contentType: string | undefined
}

/** An archive that may be copied. */
export interface FoundArchive {
  readonly name: string
  /** Reads its user metadata, and none of its bytes. */
  readonly open: () => Promise<WholeArchive>
}

/**
 * The archives that files, folders, globs and store URLs name, in the order of their names.
 *
 * @param destination what lies there is no input, also where it lies within one.
 * @throws OptionError `no-such-input` for a path that names nothing.
 */
export async function findCandidates(inputs: readonly string[], cwd: string, destination: Destination): Promise<FoundArchive[]> {
  const paths = inputs.filter((input) => !URL_INPUT.test(input))
  const files = paths.length === 0 ? [] : await findFiles(paths, cwd, destination.folder)
  const found = new Map<string, FoundArchive>()
  for (const file of files) found.set(file.name, { name: file.name, open: async () => once(await openFile(file), undefined) })
  for (const url of inputs.filter((input) => URL_INPUT.test(input))) {
    for await (const archive of archivesOf(openStore(url))) {
      if (!archive.name.startsWith(`${trimmed(destination.store)}/`)) found.set(archive.name, archive)
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function* archivesOf(store: Store): AsyncGenerator<FoundArchive, void, undefined> {
  for await (const object of store.list()) {
    const { key } = object
    // The console of S3 makes an empty object for a folder.
    if (key.endsWith('/')) continue
    const name = `${trimmed(store)}/${key}`
    yield { name, open: () => openObject(store, object, name) }
  }
}

async function openObject(store: Store, object: ObjectInfo, name: string): Promise<WholeArchive> {
  const { key, sizeBytes } = object
  const head = await store.head(key)
  if (sizeBytes >= DEFAULT_RANGES_FROM_BYTES)
    return { ...(await openStoredArchive(store, object, { name })), contentType: head?.contentType }
  return once({ name, metadata: head?.metadata, bytes: async () => (await store.get(key)).bytes() }, head?.contentType)
}

function once(archive: ArchiveSource, contentType: string | undefined): WholeArchive {
  if (archive.readRange) return { ...archive, contentType }
  const { name, metadata, fault } = archive
  let read: Promise<Uint8Array> | undefined
  return { name, metadata, fault, contentType, bytes: () => (read ??= archive.bytes()) }
}

function trimmed({ url }: Store): string {
  return url.replace(/\/$/, '')
}
