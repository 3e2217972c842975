import { OptionError } from '@bridge-downstream/core'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Config, Settings } from '../config/config.js'

/** Settings that name a file or a folder beside the configuration. */
const FILES = [
  'archiveMap',
  'schemaMapping',
  'datasetMapping',
  'schemaMirror',
  'schemaLock',
  'overrides',
  'rules',
] as const satisfies readonly (keyof Settings)[]

/**
 * The files that a configuration names, and nothing else of its folder: what else lies there may be a secret.
 *
 * @param base Folder of the configuration.
 * @returns content by path, relative to `base`, with slashes.
 * @throws OptionError `unreadable-file`, or `file-outside` for a file that is not below the folder.
 */
export async function readConfiguredFiles(config: Config, base: string): Promise<Map<string, Uint8Array>> {
  const named = new Set(config.studies.flatMap((study) => FILES.flatMap((setting) => study[setting] ?? [])))
  const files = new Map<string, Uint8Array>()
  for (const name of named) {
    for (const file of await filesBelow(path.resolve(base, name), name)) {
      files.set(placeOf(file, base), await readFile(file))
    }
  }
  return files
}

async function filesBelow(target: string, name: string): Promise<string[]> {
  const info = await stat(target).catch((cause: unknown) => {
    throw new OptionError(`The configuration names ${JSON.stringify(name)}, which cannot be read`, { code: 'unreadable-file', cause })
  })
  if (!info.isDirectory()) return [target]
  const entries = await readdir(target, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

function placeOf(file: string, base: string): string {
  const place = path.relative(base, file)
  if (!path.isAbsolute(place) && !place.startsWith('..')) return place.split(path.sep).join('/')
  throw new OptionError('The configuration names a file outside its folder, which cannot be packed', {
    code: 'file-outside',
    hint: 'Move it beside the configuration.',
  })
}
