import { fileURLToPath } from 'node:url'
import { createMemoryStore, OptionError, StoreError, type Store } from '@bridge-downstream/core'
import { createLocalStore } from './local-store.js'

/** At least two letters: `C:` is a drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):(?:\/\/|$)/i

/**
 * Open a store by its URL.
 *
 * @param url `file:///folder`, a path, or `memory:` (with a name, if you like: `memory:raw`), which is a new, empty store each time.
 * @throws StoreError `unsupported` for any other kind of URL. The message leaves the URL out, since it may hold credentials.
 */
export function openStore(url: string): Store {
  if (url === '') throw new OptionError('A store needs a URL or a path', { code: 'bad-url' })
  if (/^memory:/i.test(url)) return createMemoryStore({ name: url.slice('memory:'.length) })
  if (/^file:/i.test(url)) return createLocalStore(pathOfFileUrl(url))
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) return createLocalStore(url)
  const what = scheme === 's3' ? 'S3 stores are not supported yet' : `Stores of the kind "${scheme}:" are not supported`
  throw new StoreError(what, { code: 'unsupported', hint: 'Use a folder: a path, or a URL that starts with file:///.' })
}

function pathOfFileUrl(url: string): string {
  try {
    // `file:name` would be taken for `file:///name`.
    if (url.slice('file:'.length).startsWith('//')) return fileURLToPath(url)
  } catch (error) {
    throw badFileUrl(error)
  }
  throw badFileUrl()
}

function badFileUrl(cause?: unknown): OptionError {
  return new OptionError('This file URL names no local path', { code: 'bad-url', hint: 'Write file:///folder, or the path itself.', cause })
}
