import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.mjs'

const PACKAGES = fileURLToPath(new URL('../../packages', import.meta.url))

/** Pack each package as it would be published. @returns path of the tarball by name of the package. */
export async function packPackages(folder) {
  const tarballs = new Map()
  for (const name of readdirSync(PACKAGES)) {
    const answer = JSON.parse(await run('pnpm', ['pack', '--json', '--pack-destination', folder], path.join(PACKAGES, name)))
    const { filename, name: packageName } = Array.isArray(answer) ? answer[0] : answer
    tarballs.set(packageName, path.resolve(folder, filename))
  }
  return tarballs
}

/** Install what a project asks for, and in place of any of the packages its tarball. */
export async function installPacked(project, tarballs) {
  // The packages depend on each other by version, and no registry has these versions yet.
  const overrides = [...tarballs].map(([name, file]) => `  '${name}': 'file:${file}'`)
  // As the root's own pnpm-workspace.yaml has it.
  const settings = ['packages: []', 'allowBuilds:', '  esbuild: false', 'overrides:', ...overrides]
  writeFileSync(path.join(project, 'pnpm-workspace.yaml'), `${settings.join('\n')}\n`)
  await run('pnpm', ['install', '--prefer-offline', '--silent'], project)
}

/** A version of a dependency as the root's package.json pins it. */
export function pinnedVersion(name) {
  const { devDependencies } = JSON.parse(readFileSync(path.join(PACKAGES, '..', 'package.json'), 'utf8'))
  return devDependencies[name]
}
