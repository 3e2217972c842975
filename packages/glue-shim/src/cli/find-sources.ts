import type { ArchiveSource, Store, UnpackSource } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import { stat } from 'node:fs/promises'
import { findFiles, metadataPath, openFile, type ArchiveFile } from './find-archives.js'

const URL_INPUT = /^[a-z][a-z0-9+.-]+:\/\//i

/**
 * The archives that files, folders, globs and store URLs name, in the order of their names, each with what tells its version: an ETag, or
 * size and time. They are opened one by one, when their turn comes.
 *
 * @param destination a folder whose files are no input, also where it lies within one.
 * @throws OptionError `no-such-input` for a path that names nothing.
 */
export async function findSources(inputs: readonly string[], cwd: string, destination?: string): Promise<UnpackSource[]> {
  const paths = inputs.filter((input) => !URL_INPUT.test(input))
  const files = paths.length === 0 ? [] : await findFiles(paths, cwd, destination)
  const sources = await Promise.all(files.map(fileSource))
  for (const url of inputs.filter((input) => URL_INPUT.test(input))) {
    for await (const source of storeSources(openStore(url))) sources.push(source)
  }
  return sources.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function fileSource(file: ArchiveFile): Promise<UnpackSource> {
  const beside = metadataPath(file.path)
  const versions = [await versionOf(file.path), beside === undefined ? '' : await versionOf(beside)]
  return { name: file.name, version: versions.join('+'), open: () => openFile(file) }
}

/** Size and time; empty if there is no such file. */
async function versionOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return found ? `${found.size}-${found.mtimeNs}` : ''
}

async function* storeSources(store: Store): AsyncGenerator<UnpackSource, void, undefined> {
  for await (const { key, etag } of store.list()) {
    const name = `${store.url.replace(/\/$/, '')}/${key}`
    yield { name, version: etag, open: () => openObject(store, key, name) }
  }
}

async function openObject(store: Store, key: string, name: string): Promise<ArchiveSource> {
  const object = await store.get(key)
  let bytes: Promise<Uint8Array> | undefined
  return { name, metadata: object.metadata, bytes: () => (bytes ??= object.bytes()) }
}
