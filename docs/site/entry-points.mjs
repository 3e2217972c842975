import { readFileSync } from 'node:fs'
import path from 'node:path'

const PACKAGES = ['core', 's3-adapter', 'glue-shim']
const SOURCE = '@bridge-downstream/source'

/**
 * Every path that the packages export, with the source that stands behind it.
 *
 * @returns `{name, file}` in the order of the packages' own `exports`; `name` is what one imports. Bundles (`./lambda/*`) have no names of
 *   their own to describe.
 */
export function entryPoints(root) {
  return PACKAGES.flatMap((folder) => {
    const { name, exports } = readManifest(root, folder)
    return Object.entries(exports)
      .filter(([subpath, target]) => typeof target === 'object' && !subpath.includes('*'))
      .map(([subpath, target]) => ({
        name: path.posix.join(name, subpath),
        file: path.join(root, 'packages', folder, target[SOURCE]),
      }))
  })
}

export function packageNames(root) {
  return PACKAGES.map((folder) => readManifest(root, folder).name)
}

function readManifest(root, folder) {
  return JSON.parse(readFileSync(path.join(root, 'packages', folder, 'package.json'), 'utf8'))
}
