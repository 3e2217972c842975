import { OptionError, type Store } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import { statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Not a drive such as `C:`. */
const URL_WITH_HOST = /^[a-z][a-z0-9+.-]+:\/\//i

/** Where a run writes, or has written. */
export interface Destination {
  readonly store: Store
  /** Absolute path of a local folder. */
  readonly folder: string | undefined
}

/**
 * @param name URL of a store, such as `s3://bucket/prefix`, or the path of a folder, relative to `cwd` or absolute.
 * @throws OptionError `no-folder` if a file stands there.
 */
export function openDestination(name: string, cwd: string): Destination {
  const store = openStore(URL_WITH_HOST.test(name) ? name : path.resolve(cwd, name))
  const folder = store.url.startsWith('file:') ? fileURLToPath(store.url) : undefined
  if (folder !== undefined && !mayBeFolder(folder)) {
    throw new OptionError(`${JSON.stringify(name)} is no folder, and can be none`, {
      code: 'no-folder',
      hint: 'A file stands there, or above it. Give a folder, which need not be there yet.',
    })
  }
  return { store, folder }
}

/** What is nearest to it, at its place or above, must be a folder. */
function mayBeFolder(folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found) return found.isDirectory()
  const above = path.dirname(folder)
  return above === folder || mayBeFolder(above)
}
