// Archives in, tables out, read back by another program. With arguments: your own archives instead of the sample study.
import type { Ledger } from '@bridge-downstream/core'
import { writeStudy } from '@bridge-downstream/example-sample-study'
import { runCommandLine } from '@bridge-downstream/glue-shim'
import { readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { showTables } from './show-tables.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const cwd = process.env['BRIDGE_DOWNSTREAM_CWD'] ?? process.cwd()
const given = process.env['BRIDGE_DOWNSTREAM_ARGS']
const args: string[] = given === undefined ? process.argv.slice(2) : JSON.parse(given)
const out = join(root, 'out', 'demo')
const tables = join(out, 'tables')

let inputs = args
if (args.length === 0) {
  const study = join(out, 'study')
  await rm(out, { recursive: true, force: true })
  console.log('Making a sample study …')
  const counts = await writeStudy(study, {})
  console.log(`${counts.archives} archives, ${counts.broken} of them broken on purpose: ${relative(cwd, study)}`)
  inputs = [study]
} else {
  await rm(tables, { recursive: true, force: true })
}

const shown = inputs.map((input) => (input === inputs[0] && args.length === 0 ? relative(cwd, input) : input))
console.log(`\n$ bridge-downstream relationalize ${shown.join(' ')} --out ${relative(cwd, tables)}\n`)
const io = { stdout: process.stdout, stderr: process.stderr, cwd, env: process.env }
const exitCode = await runCommandLine(['relationalize', ...inputs, '--out', relative(cwd, tables)], io)
if (exitCode !== 1) {
  const ledger = JSON.parse(await readFile(join(tables, 'ledger.json'), 'utf8')) as Ledger
  await showTables(ledger, tables)
  console.log(`\nThe tables are in ${tables}`)
}
// The sample study has broken archives on purpose, and the command says so with 2; here that is part of the show.
process.exitCode = exitCode === 2 && args.length === 0 ? 0 : exitCode
