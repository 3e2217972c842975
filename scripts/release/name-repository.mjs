// Writes into each package.json the repository that publishes it: provenance is only accepted for the repository that a package names, and
// the same commit may be published by a fork.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { nameRepository } from './repository-fields.mjs'

const packages = fileURLToPath(new URL('../../packages', import.meta.url))
const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env

for (const folder of readdirSync(packages)) {
  const file = path.join(packages, folder, 'package.json')
  const manifest = nameRepository(JSON.parse(readFileSync(file, 'utf8')), { server, repository, directory: `packages/${folder}` })
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
  console.log(`${manifest.name}: ${manifest.repository.url}`)
}
