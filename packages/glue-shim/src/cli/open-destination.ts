import type { Store } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
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

/** @param name URL of a store, such as `s3://bucket/prefix`, or the path of a folder, relative to `cwd` or absolute. */
export function openDestination(name: string, cwd: string): Destination {
  const store = openStore(URL_WITH_HOST.test(name) ? name : path.resolve(cwd, name))
  return { store, folder: store.url.startsWith('file:') ? fileURLToPath(store.url) : undefined }
}
