import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Store } from '@bridge-downstream/core'
import { checkKey, checkNotAborted } from '@bridge-downstream/core/store'
import { removeObject } from './local/commit-object.js'
import { findObject, headOf } from './local/find-object.js'
import { withStoreErrors } from './local/fs-errors.js'
import { getObject } from './local/get-object.js'
import { withKeyLock } from './local/key-lock.js'
import { listObjects } from './local/list-objects.js'
import { putObject } from './local/put-object.js'
import { sweepTemporaryFiles } from './local/temporary-files.js'

/**
 * A store in a local folder. An object lies at the path that its key spells; files that a person puts there are objects too, without
 * metadata. Everything else is in a hidden folder `.bridge-downstream`, which is never listed.
 *
 * Several processes, also on several machines, may write to one folder at a time. A process that is killed in a put leaves the old
 * object or the new one, and what it left half-written is swept up by the first put of another store.
 *
 * Limits: symbolic links below the root are refused, and not listed. On a file system that ignores case, or the forms of Unicode, keys that
 * differ only so are one object. Metadata stays with a file that is copied only if its time of modification is copied too, to the
 * nanosecond. One folder is the root of one store: a store opened at a folder within it keeps bookkeeping of its own.
 *
 * @param rootDir Made by the first put. A path relative to the current folder is resolved now.
 */
export function createLocalStore(rootDir: string): Store {
  const root = resolve(rootDir)
  let swept: Promise<void> | undefined
  return {
    url: pathToFileURL(root).href,

    async get(key, options = {}) {
      checkKey(key)
      checkNotAborted(options.signal, key)
      return withStoreErrors(key, () => getObject(root, key, options))
    },

    async head(key, { signal } = {}) {
      checkKey(key)
      checkNotAborted(signal, key)
      const found = await withStoreErrors(key, async () => findObject(root, key))
      return found && headOf(key, found)
    },

    async put(key, body, options = {}) {
      checkKey(key)
      checkNotAborted(options.signal, key)
      // Only tidies up: where it fails, the put can tell better what is wrong.
      await (swept ??= sweepTemporaryFiles(root).catch(() => undefined))
      return putObject(root, key, body, options)
    },

    async delete(key, { signal } = {}) {
      checkKey(key)
      checkNotAborted(signal, key)
      await withStoreErrors(key, async () => {
        // Without an object there is nothing to lock; a missing root stays missing.
        if (findObject(root, key) === undefined) return
        await withKeyLock(root, key, signal, () => removeObject(root, key))
      })
    },

    list: (prefix = '', options = {}) => listObjects(root, prefix, options),
  }
}
