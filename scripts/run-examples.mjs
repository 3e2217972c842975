// Runs every example as its README says, each in an empty folder, and fails where one fails, says nothing, or says something else than
// its README shows.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { fencedBlocks } from './documentation/fenced-blocks.mjs'
import { findDifference } from './documentation/find-difference.mjs'

const examples = fileURLToPath(new URL('../examples', import.meta.url))
/** Arguments for examples that need some. */
const ARGUMENTS = { 'sample-study': ['--out', 'study', '--archives', '20'] }
const only = process.argv.slice(2)

let failed = 0
for (const name of readdirSync(examples).sort()) {
  const main = path.join(examples, name, 'src', 'main.ts')
  if (!existsSync(main) || (only.length > 0 && !only.includes(name))) continue
  const args = ARGUMENTS[name] ?? []
  const cwd = mkdtempSync(path.join(tmpdir(), `bridge-downstream-${name}-`))
  const { BRIDGE_DOWNSTREAM_ARGS: _args, BRIDGE_DOWNSTREAM_CWD: _cwd, ...env } = process.env
  const result = spawnSync(process.execPath, [main, ...args], { cwd, env, encoding: 'utf8' })
  rmSync(cwd, { recursive: true, force: true })
  const shown = shownOutput(path.join(examples, name, 'README.md'), ['node', 'src/main.ts', ...args].join(' '))
  const difference = shown === undefined ? undefined : findDifference(shown, result.stdout)
  const ok = result.status === 0 && result.stdout.trim() !== '' && difference === undefined
  console.log(`${ok ? 'ran' : 'FAILED'}  examples/${name}${ok && shown !== undefined ? ', and printed what its README shows' : ''}`)
  if (ok) continue
  failed++
  console.error(
    result.status === 0 && difference !== undefined ? `The README shows something else.\n${difference}` : result.stdout + result.stderr,
  )
}
process.exitCode = failed === 0 ? 0 : 1

/** What a README shows below a command; undefined if it does not show it. */
function shownOutput(readme, command) {
  const block = fencedBlocks(readFileSync(readme, 'utf8')).find(({ text }) => text.startsWith(`$ ${command}\n`))
  return block?.text.slice(`$ ${command}\n`.length)
}
