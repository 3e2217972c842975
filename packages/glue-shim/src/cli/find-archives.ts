import { DEFAULT_RANGES_FROM_BYTES, OptionError, type ArchiveSource } from '@bridge-downstream/core'
import { streamFile } from '@bridge-downstream/s3-adapter'
import type { Stats } from 'node:fs'
import { glob, readdir, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { METADATA_SUFFIX, readMetadata } from './file-metadata.js'
import { openFileVersion } from './file-version.js'
import { reading, readingChunks } from './reading.js'

const GLOB = /[*?[\]{}]/

/** An archive's file, under the name that a ledger shows. */
export interface ArchiveFile {
  readonly name: string
  readonly path: string
}

/**
 * The archives that files, folders and globs name. A folder stands for every file below it, hidden ones and metadata files apart. Links are
 * followed.
 *
 * An archive's user metadata is read from `{name}.metadata.json` beside it (for `a.zip`: `a.metadata.json`), where there is one.
 *
 * @param inputs paths, relative to `cwd` or absolute.
 * @param destination a folder whose files are no input, also where it lies within one.
 * @throws OptionError `no-such-input` for an input that names nothing; `broken-link` for a link that leads nowhere.
 */
export async function findArchives(inputs: readonly string[], cwd: string, destination?: string): Promise<ArchiveSource[]> {
  return Promise.all((await findFiles(inputs, cwd, destination)).map((file) => openFile(file)))
}

/** The same as files, in the order of their names. */
export async function findFiles(inputs: readonly string[], cwd: string, destination?: string): Promise<ArchiveFile[]> {
  const files = new Set<string>()
  for (const input of inputs) {
    let found = 0
    let isWithin = false
    for await (const file of expand(input, cwd)) {
      if (destination !== undefined && file.startsWith(destination + path.sep)) {
        isWithin = true
        continue
      }
      files.add(file)
      found++
    }
    if (found > 0) continue
    if (isWithin) {
      throw new OptionError(`What is at ${JSON.stringify(input)} lies in the destination, which is left out of the input`, {
        code: 'no-such-input',
        hint: 'Give a destination that the input does not lie in.',
      })
    }
    throw new OptionError(`There is nothing to read at ${JSON.stringify(input)}`, {
      code: 'no-such-input',
      hint: 'Give files, folders or quoted globs.',
    })
  }
  const metadataFiles = new Set([...files].filter((file) => file.endsWith(METADATA_SUFFIX)))
  const named = inputs.map((input) => path.resolve(cwd, input))
  // A metadata file is one only beside an archive, or when a folder was searched; a person who names it means the file itself.
  const archives = [...files].filter((file) => !metadataFiles.has(file) || named.includes(file))
  return archives.map((file) => ({ name: nameOf(file, cwd), path: file })).sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function* expand(input: string, cwd: string): AsyncGenerator<string, void, undefined> {
  const resolved = path.resolve(cwd, input)
  const info = await stat(resolved).catch(() => undefined)
  if (info?.isDirectory()) yield* filesBelow(resolved, cwd)
  else if (info) yield resolved
  else if (GLOB.test(input)) {
    for await (const match of glob(input, { cwd })) {
      const file = path.resolve(cwd, match)
      if ((await statOf(file, cwd)).isFile()) yield file
    }
  }
}

/** @param around real paths of the folders that it is in: a link may lead back to one. */
async function* filesBelow(folder: string, cwd: string, around: readonly string[] = []): AsyncGenerator<string, void, undefined> {
  const own = await realpath(folder)
  if (around.includes(own)) return
  for (const entry of await reading(nameOf(folder, cwd), () => readdir(folder, { withFileTypes: true }))) {
    if (entry.name.startsWith('.')) continue
    const child = path.join(folder, entry.name)
    const found = entry.isSymbolicLink() ? await statOf(child, cwd) : entry
    if (found.isDirectory()) yield* filesBelow(child, cwd, [...around, own])
    else if (found.isFile()) yield child
  }
}

async function statOf(file: string, cwd: string): Promise<Stats> {
  return stat(file).catch((cause: unknown) => {
    throw new OptionError(`${JSON.stringify(nameOf(file, cwd))} is a link that leads nowhere`, {
      code: 'broken-link',
      hint: 'Remove it, or leave it out by naming the others.',
      cause,
    })
  })
}

function nameOf(file: string, cwd: string): string {
  const relative = path.relative(cwd, file)
  return (relative.startsWith('..') ? file : relative).split(path.sep).join('/')
}

/**
 * A file as an archive, with the user metadata that stands beside it.
 *
 * @throws (also when it is read) StoreError `unavailable` if the file system refuses it; `input-changed`, retryable, if it is gone.
 * @param rangesFromBytes A file from this size on is read by ranges, if it is a ZIP archive.
 */
export async function openFile(
  { name, path: file }: ArchiveFile,
  rangesFromBytes: number = DEFAULT_RANGES_FROM_BYTES,
): Promise<ArchiveSource> {
  const beside = await readMetadata(file, name)
  const bytes = (): Promise<Uint8Array> => reading(name, () => readFile(file))
  const { size } = await reading(name, () => stat(file))
  if (size >= rangesFromBytes) return { name, ...beside, bytes, ...(await reading(name, () => openFileVersion(file))) }
  return { name, ...beside, bytes, stream: (options) => readingChunks(name, streamFile(file, options)) }
}
