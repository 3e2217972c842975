// Compares what is in the packages, as they would be published, with the list of it (packed/contents.json). Installs them in an empty folder
// outside the workspace, and uses them as a stranger would: imported from JavaScript, checked by TypeScript, started as a command, by the
// guide for beginners, and in a project that deploys them.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { checkContents } from './packed/check-contents.mjs'
import { checkGettingStarted } from './packed/check-getting-started.mjs'
import { checkLambdaDeployment } from './packed/check-lambda-deployment.mjs'
import { installPacked, packPackages, pinnedVersion } from './packed/pack-packages.mjs'
import { run as runIn } from './packed/run.mjs'

const place = mkdtempSync(path.join(tmpdir(), 'bridge-downstream-packed-'))
// Side by side: none of them finds what another has installed.
const folder = path.join(place, 'stranger')
const run = (command, args) => runIn(command, args, folder)

try {
  const tarballs = await packPackages(place)
  for (const line of await checkContents({ folder: place, tarballs })) console.log(line)

  mkdirSync(folder)
  const dependencies = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]))
  const devDependencies = Object.fromEntries(['typescript', '@types/node'].map((name) => [name, pinnedVersion(name)]))
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true, type: 'module', dependencies, devDependencies }),
  )
  await installPacked(folder, tarballs)

  writeFileSync(
    path.join(folder, 'use.mts'),
    `import { inferSchema, planTables, relationalize, type Ledger } from '@bridge-downstream/core'
import { createEntryValidator } from '@bridge-downstream/core/validation'
import { storeContractCases } from '@bridge-downstream/core/testing'
import { openStore } from '@bridge-downstream/s3-adapter'
import { runCommandLine } from '@bridge-downstream/glue-shim'
const run = relationalize({ name: 'a.json', bytes: async () => new TextEncoder().encode('{"a":[1,2]}') })
const rows: Record<string, number> = {}
for await (const part of run) rows[part.table.name] = part.rows
const ledger: Ledger = run.ledger
console.log(JSON.stringify({ rows, leaves: ledger.leaves.in, tables: planTables(inferSchema([{ a: 1 }]), { dataset: 'a_v1' }).tables.length }))
if (storeContractCases().length === 0 || openStore('memory:').url === '' || typeof createEntryValidator !== 'function' || typeof runCommandLine !== 'function') throw new Error('incomplete')
`,
  )
  const config = {
    compilerOptions: { strict: true, module: 'nodenext', target: 'es2024', noEmit: true, types: ['node'] },
    files: ['use.mts'],
  }
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
  await run('pnpm', ['exec', 'tsc', '-p', '.'])
  const printed = await run('node', ['use.mts'])
  const expected = '{"rows":{"dataset_a_v1":1,"dataset_a_v1_a":2},"leaves":2,"tables":2}\n'
  if (printed !== expected) throw new Error(`The packed packages printed ${printed} instead of ${expected}`)

  const installed = JSON.parse(readFileSync(path.join(folder, 'node_modules/@bridge-downstream/glue-shim/package.json'), 'utf8'))
  const version = await run('pnpm', ['exec', 'bridge-downstream', '--version'])
  if (version !== `${installed.version}\n`) throw new Error(`The packed command calls itself ${version}, not ${installed.version}`)

  writeFileSync(path.join(folder, 'in.ndjson'), '{"x":{"y":1}}\n{"x":{"y":2.5}}\n')
  await run('pnpm', ['exec', 'bridge-downstream', 'relationalize', 'in.ndjson', '--out', 'tables'])
  const part = readFileSync(path.join(folder, 'tables/dataset_in_v1/part-00000.parquet'))
  if (part.subarray(0, 4).toString() !== 'PAR1') throw new Error('The packed command wrote no Parquet')
  await run('pnpm', ['exec', 'bridge-downstream', 'validate', 'in.ndjson', '--preset', 'recover', '--offline', '--json'])
  // Worker threads run a script of their own, which must lie beside the command.
  await run('pnpm', [
    'exec',
    'bridge-downstream',
    'run',
    'in.ndjson',
    '--out',
    'study',
    '--preset',
    'recover',
    '--offline',
    '--workers',
    '2',
  ])

  mkdirSync(path.join(folder, 'lambda'))
  for (const name of ['on-notification', 'rebuild-partition', 'list-work', 'update-catalog']) {
    writeFileSync(path.join(folder, 'lambda', `${name}.mjs`), 'export const handler = () => {}')
  }
  const studies = [{ app: 'app', study: 'study', uploads: ['s3://uploads'] }]
  writeFileSync(path.join(folder, 'bridge-downstream.json'), JSON.stringify({ version: 1, destination: 's3://results', studies }))
  await run('pnpm', [
    'exec',
    'bridge-downstream',
    'deploy',
    '--artifacts',
    's3://code',
    '--bundles',
    'lambda',
    '--dry-run',
    '--out',
    'rendered',
  ])
  const template = JSON.parse(readFileSync(path.join(folder, 'rendered/templates/version.json'), 'utf8'))
  if (template.Resources.OnNotification.Properties.Handler !== 'on-notification.handler')
    throw new Error('The packed command rendered no stacks')
  console.log(`The packed packages work: ${[...tarballs.keys()].join(', ')}`)

  const commands = await checkGettingStarted({ folder: place, tarballs, run: runIn })
  console.log(`docs/getting-started.md: ${commands} commands print what it says`)

  await checkLambdaDeployment({ folder: place, run: runIn, install: (project) => installPacked(project, tarballs) })
  console.log('examples/lambda-deployment: installed, built, rendered, uploaded, and run')
} finally {
  rmSync(place, { recursive: true, force: true })
}
