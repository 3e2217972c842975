import { fileURLToPath } from 'node:url'
import type { Store } from '@bridge-downstream/core'
import { createMemoryStore, OptionError, StoreError } from '@bridge-downstream/core/store'
import { createLocalStore } from './local-store.js'
import { createS3Store } from './s3-store.js'
import type { S3StoreOptions } from './s3/s3-options.js'

/** At least two letters: `C:` is a drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):(?:\/\/|$)/i

/**
 * Open a store by its URL. The client of S3 is loaded by the first call of a store in S3, and by nothing else.
 *
 * @param url `s3://bucket/prefix`, `file:///folder`, a path, or `memory:` (with a name, if you like: `memory:raw`), which is a new, empty
 * store each time.
 * @param options For S3; the other stores need none.
 * @throws OptionError for a URL or an option that cannot be used.
 * @throws StoreError `unsupported` for any other kind of URL. The message leaves the URL out, since it may hold credentials.
 */
export function openStore(url: string, options: S3StoreOptions = {}): Store {
  if (url === '') throw new OptionError('A store needs a URL or a path', { code: 'bad-url' })
  if (/^memory:/i.test(url)) return createMemoryStore({ name: url.slice('memory:'.length) })
  if (/^file:/i.test(url)) return createLocalStore(pathOfFileUrl(url))
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) return createLocalStore(url)
  if (scheme === 's3') return createS3Store(url, options)
  throw new StoreError(`Stores of the kind "${scheme}:" are not supported`, {
    code: 'unsupported',
    hint: 'Use s3://bucket/prefix, or a folder: a path, or a URL that starts with file:///.',
  })
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
