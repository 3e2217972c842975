import { readFileSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { compareContents, findFaults, foldNames } from './compare-contents.mjs'
import { run } from './run.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LIST = new URL('contents.json', import.meta.url)

/**
 * Compare what lies in the tarballs with `contents.json`, and look for what must not be published.
 *
 * @param tarballs path by name of the package. @returns a line for each. @throws Error that lists all differences and faults.
 */
export async function checkContents({ folder, tarballs }) {
  const pinned = JSON.parse(readFileSync(LIST, 'utf8'))
  // Whoever packs leaves neither the place where it was done nor the server that packages came from.
  const registry = new URL((await run('pnpm', ['config', 'get', 'registry'], ROOT)).trim()).host
  const secrets = [path.resolve(ROOT), `${homedir()}/`, registry]
  const lines = []
  const complaints = []
  for (const [name, tarball] of tarballs) {
    const files = await unpack(tarball, path.join(folder, 'unpacked', path.basename(tarball)))
    const { files: listed, mostKb } = pinned[name] ?? { files: [], mostKb: 0 }
    const kb = Math.ceil(files.values().reduce((sum, bytes) => sum + bytes.length, 0) / 1000)
    const found = [...compareContents(foldNames([...files.keys()]), listed), ...findFaults(files, secrets)]
    if (kb > mostKb) found.push(`is ${kb} kB unpacked, of at most ${mostKb}`)
    complaints.push(...found.map((complaint) => `${name} ${complaint}`))
    lines.push(`${name}: ${files.size} files, ${kb} kB unpacked`)
  }
  if (complaints.length === 0) return lines
  const hint = 'If that is meant: `pnpm run build && pnpm run pack:accept`, and commit scripts/packed/contents.json. If not: see `files` in'
  throw new Error(`${complaints.join('\n')}\n${hint} the package.json; what only lies about in dist goes with the folder.`)
}

/** Take the files of the tarballs as the list; a package that has outgrown its bound gets a tenth of room. */
export async function acceptContents({ folder, tarballs }) {
  const pinned = JSON.parse(readFileSync(LIST, 'utf8'))
  for (const [name, tarball] of tarballs) {
    const files = await unpack(tarball, path.join(folder, 'unpacked', path.basename(tarball)))
    const kb = Math.ceil(files.values().reduce((sum, bytes) => sum + bytes.length, 0) / 1000)
    const mostKb = pinned[name]?.mostKb ?? 0
    pinned[name] = { mostKb: kb > mostKb ? Math.ceil(kb / 100) * 110 : mostKb, files: foldNames([...files.keys()]) }
  }
  writeFileSync(LIST, `${JSON.stringify(pinned, null, 2)}\n`)
}

/** @returns bytes of a tarball's files by their path inside the package. */
async function unpack(tarball, folder) {
  await mkdir(folder, { recursive: true })
  await run('tar', ['-xzf', tarball], folder)
  const root = path.join(folder, 'package')
  const entries = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory())
  const files = new Map()
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name)
    files.set(path.relative(root, file).replaceAll(path.sep, '/'), await readFile(file))
  }
  return files
}
