import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of bundles that the build of this package makes, wherever in the package this code itself stands. */
export function findBundles(): string {
  const here = path.dirname(fileURLToPath(import.meta.url))
  let folder = here
  while (!existsSync(path.join(folder, 'package.json')) && path.dirname(folder) !== folder) folder = path.dirname(folder)
  return path.join(folder, 'dist', 'lambda')
}
