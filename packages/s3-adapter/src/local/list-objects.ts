import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ListOptions, ObjectInfo } from '@bridge-downstream/core'
import { checkKey, checkNotAborted, compareUtf8 } from '@bridge-downstream/core/store'
import { describeFile, findObject } from './find-object.js'
import { look } from './folders.js'
import { unlessMissing, withStoreErrors } from './fs-errors.js'
import { BOOKKEEPING, DISPLACED, keyOfDisplacedPath } from './key-paths.js'

interface ListedFile {
  readonly key: string
  readonly path: string
}

/** Files that are looked at side by side. A larger page would need as many open files. */
const MOST_AT_ONCE = 32
/** Entries of a folder that are read together. */
const ENTRIES_AT_ONCE = 256

/** List objects in the order of their keys, reading one folder after the other. */
export async function* listObjects(root: string, prefix: string, { signal, pageSize = 1000 }: ListOptions): AsyncGenerator<ObjectInfo> {
  checkNotAborted(signal)
  const atOnce = Math.max(1, Math.min(pageSize, MOST_AT_ONCE))
  let page: ListedFile[] = []
  const files = mergeFiles(walkNatural(root, prefix), walkDisplaced(root, prefix))
  for await (const file of files) {
    page.push(file)
    if (page.length < atOnce) continue
    yield* describePage(root, page, signal)
    page = []
  }
  yield* describePage(root, page, signal)
}

async function* describePage(root: string, page: readonly ListedFile[], signal: AbortSignal | undefined): AsyncGenerator<ObjectInfo> {
  checkNotAborted(signal)
  const infos = await withStoreErrors(undefined, () => Promise.all(page.map((file) => describe(root, file))))
  for (const info of infos) {
    checkNotAborted(signal)
    if (info !== undefined) yield info
  }
}

async function describe(root: string, { key, path }: ListedFile): Promise<ObjectInfo | undefined> {
  const stat = look(path)
  const listed = stat?.isFile() ? describeFile(root, key, path, stat) : undefined
  const found = listed ?? findObject(root, key)
  return found && { key, sizeBytes: found.version.sizeBytes, etag: found.version.etag }
}

/** Two ordered streams as one. A natural file hides the displaced one of the same key, which a crash may have left. */
async function* mergeFiles(natural: AsyncGenerator<ListedFile>, displaced: AsyncGenerator<ListedFile>): AsyncGenerator<ListedFile> {
  let behind = await displaced.next()
  for await (const file of natural) {
    while (behind.done !== true && compareUtf8(behind.value.key, file.key) < 0) {
      yield behind.value
      behind = await displaced.next()
    }
    if (behind.done !== true && behind.value.key === file.key) behind = await displaced.next()
    yield file
  }
  if (behind.done === true) return
  yield behind.value
  yield* displaced
}

async function* walkNatural(root: string, prefix: string): AsyncGenerator<ListedFile> {
  for await (const key of walk(root, '', (folder) => folder.startsWith(prefix) || prefix.startsWith(folder))) {
    if (key.startsWith(prefix) && isKey(key)) yield { key, path: join(root, key) }
  }
}

async function* walkDisplaced(root: string, prefix: string): AsyncGenerator<ListedFile> {
  const base = join(root, ...DISPLACED)
  const wanted = Buffer.from(prefix).toString('hex')
  for await (const path of walk(base, '', (folder) => hexDigits(folder).startsWith(wanted) || wanted.startsWith(hexDigits(folder)))) {
    const key = keyOfDisplacedPath(path)
    if (key.startsWith(prefix)) yield { key, path: join(base, path) }
  }
}

function hexDigits(path: string): string {
  return path.replaceAll('/', '')
}

/**
 * Paths of the files in a folder, in the order of their UTF-8 bytes. Links are not followed, and not listed.
 *
 * A folder is ordered as its name and `/`, since all keys in it begin so: `a-b`, `a/b`, `a0`.
 *
 * @param folder Empty, or ends with `/`.
 * @param isWanted Whether to go into a folder.
 */
async function* walk(base: string, folder: string, isWanted: (folder: string) => boolean): AsyncGenerator<string> {
  for (const name of await withStoreErrors(undefined, () => namesIn(join(base, folder), missingCodes(folder)))) {
    const path = folder + name
    if (!name.endsWith('/')) yield path
    else if (isWanted(path)) yield* walk(base, path, isWanted)
  }
}

/** Names of files, and of folders with `/`, in order. Entries are let go at once: a folder may hold a hundred thousand. */
async function namesIn(path: string, missing: readonly string[]): Promise<string[]> {
  const names: string[] = []
  const folder = await unlessMissing(opendir(path, { bufferSize: ENTRIES_AT_ONCE }), missing)
  if (folder === undefined) return names
  for await (const entry of folder) {
    if (entry.name.toLowerCase() === BOOKKEEPING) continue
    if (entry.isDirectory()) names.push(`${entry.name}/`)
    else if (entry.isFile()) names.push(entry.name)
  }
  return names.sort(compareUtf8)
}

/** A root that is a file is a mistake that should be heard of. */
function missingCodes(folder: string): readonly string[] {
  return folder === '' ? ['ENOENT'] : ['ENOENT', 'ENOTDIR']
}

/** A person may have put files deeper than a key can say. */
function isKey(path: string): boolean {
  try {
    checkKey(path)
    return true
  } catch {
    return false
  }
}
