import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '@bridge-downstream/core/store'
import { ensureFolders } from './folders.js'
import { unlessMissing } from './fs-errors.js'
import { TEMPORARY } from './key-paths.js'
import { createOwnedName, ownerState } from '../process-owner.js'

/** A new path for a file that is written aside, in the root's own file system so that it can be renamed into place. */
export async function createTemporaryPath(root: string, key: string): Promise<string> {
  await ensureBookkeeping(root, TEMPORARY, key)
  return join(root, ...TEMPORARY, await createOwnedName())
}

/** Make a folder of the bookkeeping. */
export async function ensureBookkeeping(root: string, segments: readonly string[], key: string): Promise<void> {
  if (await ensureFolders(root, segments, key)) return
  throw new StoreError('A file is in the way of the folder for bookkeeping', {
    code: 'unavailable',
    hint: `Move ${segments.join('/')} away.`,
  })
}

/** Remove what processes that were killed have left half-written. */
export async function sweepTemporaryFiles(root: string): Promise<void> {
  const folder = join(root, ...TEMPORARY)
  for (const name of (await unlessMissing(readdir(folder))) ?? []) {
    if ((await ownerState(name)) === 'gone') await rm(join(folder, name), { recursive: true, force: true })
  }
}
