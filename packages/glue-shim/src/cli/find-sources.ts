import { openStoredArchive, type Store, type UnpackSource } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import { stat } from 'node:fs/promises'
import { findFiles, metadataPath, openFile, type ArchiveFile } from './find-archives.js'

const URL_INPUT = /^[a-z][a-z0-9+.-]+:\/\//i

export interface FindSourcesOptions {
  readonly destination?: string | undefined
  readonly rangesFromBytes?: number | undefined
}

/**
 * The archives that files, folders, globs and store URLs name, in the order of their names, each with what tells its version: an ETag, or
 * size and time. They are opened one by one, when their turn comes.
 *
 * @param options.destination a folder whose files are no input, also where it lies within one.
 * @param options.rangesFromBytes ZIP archives from this size on are read by ranges. Default `DEFAULT_RANGES_FROM_BYTES`.
 * @throws OptionError `no-such-input` for a path that names nothing.
 */
export async function findSources(inputs: readonly string[], cwd: string, options: FindSourcesOptions = {}): Promise<UnpackSource[]> {
  const { destination, rangesFromBytes } = options
  const paths = inputs.filter((input) => !URL_INPUT.test(input))
  const files = paths.length === 0 ? [] : await findFiles(paths, cwd, destination)
  const sources = await Promise.all(files.map((file) => fileSource(file, rangesFromBytes)))
  for (const url of inputs.filter((input) => URL_INPUT.test(input))) {
    for await (const source of storeSources(openStore(url), rangesFromBytes)) sources.push(source)
  }
  return sources.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function fileSource(file: ArchiveFile, rangesFromBytes: number | undefined): Promise<UnpackSource> {
  const beside = metadataPath(file.path)
  const versions = [await versionOf(file.path), beside === undefined ? '' : await versionOf(beside)]
  return { name: file.name, version: versions.join('+'), open: () => openFile(file, rangesFromBytes) }
}

/** Size and time; empty if there is no such file. */
async function versionOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return found ? `${found.size}-${found.mtimeNs}` : ''
}

async function* storeSources(store: Store, rangesFromBytes: number | undefined): AsyncGenerator<UnpackSource, void, undefined> {
  for await (const object of store.list()) {
    const name = `${store.url.replace(/\/$/, '')}/${object.key}`
    yield { name, version: object.etag, open: () => openStoredArchive(store, object, { name, rangesFromBytes }) }
  }
}
