import { zipSync } from 'fflate'
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { bundleCommand } from './bundle-command.js'
import { runAlone } from './run-alone.js'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'

let tools: string
let program: string
let cwd: string
beforeAll(async () => {
  tools = await makeFolder()
  program = (await bundleCommand(tools)).main
})
afterAll(() => removeFolder(tools))

beforeEach(async () => {
  cwd = await makeFolder()
  await writeArchive('a', [{ x: 1, marks: [1, 2] }])
  await writeArchive('b', [{ x: 2 }])
  return () => removeFolder(cwd)
})

async function writeArchive(name: string, motion: unknown): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(motion))
  await writeFile(path.join(cwd, `${name}.zip`), zipSync({ 'motion.json': bytes }, { mtime: '1999-12-31' }))
  const metadata = { recordid: `record-${name}`, assessmentid: 'walk', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z' }
  await writeFile(path.join(cwd, `${name}.metadata.json`), JSON.stringify(metadata))
}

const runProcess = (...args: string[]): Promise<Outcome> => runAlone(program, args, { cwd })

async function filesBelow(folder: string): Promise<string[]> {
  const files = (await readdir(path.join(cwd, folder), { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
  return files.map((file) => path.relative(path.join(cwd, folder), path.join(file.parentPath, file.name)).replaceAll(path.sep, '/')).sort()
}

test('as a process: a dataset is archived, numbered, and told', async () => {
  expect((await runProcess('run', '*.zip', '--out', 'out', '--offline')).code).toBe(0)
  const planned = await runProcess('archive-dataset', 'motion_v1', '--out', 'out', '--dry-run')
  expect(planned).toMatchObject({ code: 0, err: '' })
  expect(planned.out).toMatch(/^motion_v1: would be archived, 2 files of [\d,]+ bytes in parquet\/archive\/motion_v1_1\/\n$/)
  expect(await filesBelow('out/parquet')).toHaveLength(2)
  const { code, out } = await runProcess('archive-dataset', 'motion_v1', '--out', 'out', '--json')
  expect({ code, ledger: JSON.parse(out) as unknown }).toMatchObject({
    code: 0,
    ledger: { version: 1, archive: { dataset: 'motion_v1', folder: 'parquet/archive/motion_v1_1/', outcome: 'archived', parts: 2 } },
  })
  const partition = 'assessmentid=walk/year=2024/month=1/day=2/part-00000.parquet'
  expect(await filesBelow('out/parquet/archive')).toEqual([
    'motion_v1_1/_manifest.json',
    `motion_v1_1/dataset_motion_v1/${partition}`,
    `motion_v1_1/dataset_motion_v1_marks/${partition}`,
  ])
  expect(await filesBelow('out/ledger')).toEqual(['run-000001.json', 'run-000002.json'])
  const second = await runProcess('archive-dataset', 'motion_v1', '--out', 'out')
  expect(second.out).toContain('motion_v1: archived, 2 files of')
  expect(second.out).toContain('in parquet/archive/motion_v1_2/')
})

test('a dataset that is not there is wrong use', async () => {
  const { code, err } = await runIn(cwd, ['archive-dataset', 'motion_v1', '--out', 'out'])
  expect(code).toBe(1)
  expect(err).toContain('There is no Parquet of this dataset (dataset "motion_v1")')
})

test('help shows how it is called', async () => {
  const { code, out } = await runIn(cwd, ['archive-dataset', '--help'])
  expect(code).toBe(0)
  expect(out).toContain('bridge-downstream archive-dataset MotionRecord_v1 --out study\n')
})

test('rebuild --archive lays by the Parquet of a dataset whose plan has changed', async () => {
  await runIn(cwd, ['run', '*.zip', '--out', 'out', '--offline'])
  await writeArchive('c', [{ x: 3, note: 'new' }])
  await runIn(cwd, ['unpack', '*.zip', '--out', 'out', '--offline'])
  const { code, out } = await runIn(cwd, ['rebuild', 'out', '--archive'])
  expect(code).toBe(0)
  expect(out).toContain('motion_v1: archived, 2 files of')
  expect((await filesBelow('out/parquet/archive')).filter((file) => file.endsWith('.parquet'))).toHaveLength(2)
  const again = await runIn(cwd, ['rebuild', 'out', '--archive'])
  expect(again.out).toBe('1 partition, all done already: nothing to do.\n')
})
