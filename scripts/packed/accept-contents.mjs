// Writes what the packages hold now into contents.json.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { acceptContents } from './check-contents.mjs'
import { packPackages } from './pack-packages.mjs'

const folder = mkdtempSync(path.join(tmpdir(), 'bridge-downstream-packed-'))
try {
  await acceptContents({ folder, tarballs: await packPackages(folder) })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
