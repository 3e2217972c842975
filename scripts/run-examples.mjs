// Runs every example as its README says, each in an empty folder, and fails where one fails or says nothing.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const examples = fileURLToPath(new URL('../examples', import.meta.url))
/** Arguments for examples that need some. */
const ARGUMENTS = { 'sample-study': ['--out', 'study', '--archives', '20'] }

let failed = 0
for (const name of readdirSync(examples).sort()) {
  const main = path.join(examples, name, 'src', 'main.ts')
  if (!existsSync(main)) continue
  const cwd = mkdtempSync(path.join(tmpdir(), `bridge-downstream-${name}-`))
  const { BRIDGE_DOWNSTREAM_ARGS: _args, BRIDGE_DOWNSTREAM_CWD: _cwd, ...env } = process.env
  const result = spawnSync(process.execPath, [main, ...(ARGUMENTS[name] ?? [])], { cwd, env, encoding: 'utf8' })
  rmSync(cwd, { recursive: true, force: true })
  const ok = result.status === 0 && result.stdout.trim() !== ''
  console.log(`${ok ? 'ran' : 'FAILED'}  examples/${name}`)
  if (ok) continue
  failed++
  console.error(result.stdout + result.stderr)
}
process.exitCode = failed === 0 ? 0 : 1
