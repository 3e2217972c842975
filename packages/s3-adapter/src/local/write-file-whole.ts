import { open, rename, rm } from 'node:fs/promises'
import { createTemporaryPath } from './temporary-files.js'

/** Write a small file aside, flush it, and rename it into place: it is there whole, or not at all. */
export async function writeFileWhole(root: string, key: string, path: string, text: string): Promise<void> {
  const aside = await createTemporaryPath(root, key)
  try {
    const file = await open(aside, 'wx')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

/** Flush a folder, so that a rename in it outlives a loss of power. Where folders cannot be opened (Windows), the file system's journal has to do. */
export async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  if (folder === undefined) return
  try {
    await folder.sync().catch(() => undefined)
  } finally {
    await folder.close()
  }
}
