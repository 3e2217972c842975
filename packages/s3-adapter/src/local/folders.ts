import { lstatSync, type BigIntStats } from 'node:fs'
import { lstat, mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '@bridge-downstream/core/store'
import { fsCode, unlessMissing } from './fs-errors.js'

/**
 * What lies at a path below the root, without following any link. The root itself may be a link: the caller chose it.
 *
 * Node has no `openat`, so someone who can write to the folder can still swap a folder for a link between this check and its use. Links
 * that are there already, say from an unpacked archive, are safe.
 *
 * It waits for the system: a look at a folder that was looked at before takes some 3 µs, a way to another thread and back ten times as
 * long, and there may be seven folders on the way of each object.
 *
 * @returns undefined if there is nothing, or a file where a folder would have to be.
 * @throws StoreError `bad-key` if the path passes through a symbolic link, or ends in one.
 */
export function lookUp(root: string, segments: readonly string[], key: string): BigIntStats | undefined {
  let path = root
  let found: BigIntStats | undefined
  for (const segment of segments) {
    path = join(path, segment)
    found = look(path)
    if (found === undefined) return undefined
    if (found.isSymbolicLink()) throw linkError(key)
  }
  return found
}

/** What lies at a path, without following a link there. */
export function look(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false })
  } catch (error) {
    if (fsCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

export function linkError(key: string): StoreError {
  return new StoreError('A symbolic link lies on the path of this key', {
    code: 'bad-key',
    key,
    hint: 'A local store follows no links: move the files into its folder, or open the store at the folder that the link names.',
  })
}

/**
 * Make the folders of a path below the root, as far as they are missing. The root is made with the first of them.
 *
 * @returns whether they are all there now; false if something else than a folder is in the way.
 * @throws StoreError `bad-key` if one of them is a symbolic link.
 */
export async function ensureFolders(root: string, segments: readonly string[], key: string): Promise<boolean> {
  let path = root
  let isMissing = false
  for (const [i, segment] of segments.entries()) {
    path = join(path, segment)
    const found = isMissing ? undefined : look(path)
    if (found?.isSymbolicLink()) throw linkError(key)
    if (found) {
      if (!found.isDirectory()) return false
      continue
    }
    isMissing = true
    if (i === 0) await mkdir(root, { recursive: true })
    const made = await makeFolder(path)
    if (made === 'link') throw linkError(key)
    if (made === 'blocked') return false
  }
  return true
}

async function makeFolder(path: string): Promise<'folder' | 'link' | 'blocked'> {
  try {
    await mkdir(path)
    return 'folder'
  } catch (error) {
    // A delete may have pruned the parent folder meanwhile; the caller tries again.
    if (fsCode(error) === 'ENOENT') return 'folder'
    if (fsCode(error) !== 'EEXIST') throw error
    const found = await unlessMissing(lstat(path))
    if (found === undefined || found.isDirectory()) return 'folder'
    return found.isSymbolicLink() ? 'link' : 'blocked'
  }
}

/** Remove the folders above an object that has gone, as far up as they are empty. Folders exist only through what they hold, as in S3. */
export async function pruneFolders(root: string, segments: readonly string[]): Promise<void> {
  for (let depth = segments.length - 1; depth > 0; depth--) {
    try {
      await rmdir(join(root, ...segments.slice(0, depth)))
    } catch {
      return
    }
  }
}
