import type { UnpackSource } from '@bridge-downstream/core'
import { stat } from 'node:fs/promises'
import { archiveStoreOpener, type UploadsAccess } from '../study/uploads-access.js'
import type { CommandIo } from './command-io.js'
import { metadataPath } from './file-metadata.js'
import { findFiles, type ArchiveFile } from './find-archives.js'
import { FileSource, ObjectSource } from './found-source.js'
import { reading } from './reading.js'

const URL_INPUT = /^[a-z][a-z0-9+.-]+:\/\//i

export interface FindSourcesOptions {
  readonly destination?: string | undefined
  readonly rangesFromBytes?: number | undefined
  readonly access?: UploadsAccess | undefined
}

/** Files that are looked at side by side. */
const FILES_AT_ONCE = 32

/**
 * The archives that files, folders, globs and store URLs name, in the order of their names, each with what tells its version: an ETag, or
 * size and time. They are opened one by one, when their turn comes.
 *
 * @param options.destination a folder whose files are no input, also where it lies within one.
 * @param options.access of a study's uploads; what lies elsewhere is read with the credentials of the process.
 * @param options.rangesFromBytes ZIP archives from this size on are read by ranges. Default `DEFAULT_RANGES_FROM_BYTES`.
 * @throws OptionError `no-such-input` for a path that names nothing.
 */
export async function findSources(
  inputs: readonly string[],
  { cwd, env }: Pick<CommandIo, 'cwd' | 'env'>,
  options: FindSourcesOptions = {},
): Promise<UnpackSource[]> {
  const { destination, rangesFromBytes, access } = options
  const open = archiveStoreOpener(env)
  const paths = inputs.filter((input) => !URL_INPUT.test(input))
  const files = paths.length === 0 ? [] : await findFiles(paths, cwd, destination)
  const sources: UnpackSource[] = []
  for (let start = 0; start < files.length; start += FILES_AT_ONCE) {
    const some = files.slice(start, start + FILES_AT_ONCE)
    sources.push(...(await Promise.all(some.map((file) => fileSource(file, cwd, rangesFromBytes)))))
  }
  for (const url of inputs.filter((input) => URL_INPUT.test(input))) {
    const store = open(url, access)
    const prefix = `${store.url.replace(/\/$/, '')}/`
    for await (const object of store.list()) sources.push(new ObjectSource(prefix + object.key, store, object, { rangesFromBytes, access }))
  }
  return sources.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function fileSource(file: ArchiveFile, cwd: string, rangesFromBytes: number | undefined): Promise<UnpackSource> {
  const beside = metadataPath(file.path)
  const versions = await reading(file.name, async () => [await versionOf(file.path), beside === undefined ? '' : await versionOf(beside)])
  return new FileSource(file.name, versions.join('+'), cwd, rangesFromBytes)
}

/** Size and time; empty if there is no such file. */
async function versionOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return found ? `${found.size}-${found.mtimeNs}` : ''
}
