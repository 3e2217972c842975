import { openStore } from '@bridge-downstream/s3-adapter'
import { zipSync } from 'fflate'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeSchemas, writeStudy } from '../../../examples/sample-study/src/index.ts'
import { bundleCommand, type BundledCommand } from './bundle-command.js'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'

/** Archives of the study that is compared whole. */
const MANY = process.env['BRIDGE_DOWNSTREAM_LONG'] === undefined ? 40 : 2000
const SCHEMAS = ['--app', 'sample-app', '--schema-mirror', 'mirror', '--schema-mapping', 'schema-mapping.json', '--offline']

let cwd: string
let command: BundledCommand
beforeAll(async () => {
  cwd = await makeFolder()
  command = await bundleCommand(path.join(cwd, 'program'))
  await writeSchemas(cwd)
  await writeStudy(path.join(cwd, 'in'), { archives: 24, brokenArchives: 4 })
  await writeChanging('in')
})
afterAll(() => removeFolder(cwd))

const run = (args: readonly string[], workerScript = command.worker): Promise<Outcome> => runIn(cwd, args, false, workerScript)

const runStudy = (out: string, workers: number, ...more: readonly string[]): Promise<Outcome> =>
  run(['run', 'in', '--out', out, ...SCHEMAS, '--workers', String(workers), ...more])

/** Archives without schemas: structures that evolve and fork, records that come twice, a deep document, keys like those of objects. */
async function writeChanging(input: string): Promise<void> {
  const deep = `${'{"a":['.repeat(60)}1${']}'.repeat(60)}`
  const contents = [
    '{"x":1}',
    '{"x":1.5,"y":"2024-01-02"}',
    '{"x":{"was":"a number"}}',
    '{"x":2,"z":[{"id":1},{"id":2,"more":true}]}',
    '{"x":[1,2]}',
    deep,
    '{"__proto__":{"x":1},"constructor":2}',
    '{"x":1}',
  ]
  await mkdir(path.join(cwd, input, 'changing'))
  for (const [i, text] of contents.entries()) {
    const base = path.join(cwd, input, 'changing', `c${i}`)
    await writeFile(`${base}.zip`, zipSync({ 'note.json': new TextEncoder().encode(text) }, { mtime: '1999-12-31' }))
    // The last two are of one record: the first of them has it.
    const metadata = { recordid: `c${Math.min(i, 6)}`, assessmentid: 'notes', assessmentrevision: '1', uploadedon: '2024-02-03T04:05:06Z' }
    await writeFile(`${base}.metadata.json`, JSON.stringify(metadata))
  }
}

/** Every object of a destination: content, type and user metadata. */
async function objectsOf(out: string): Promise<Record<string, unknown>> {
  const store = openStore(path.join(cwd, out))
  const objects: Record<string, unknown> = {}
  for await (const { key } of store.list()) {
    const object = await store.get(key)
    const sha256 = createHash('sha256')
      .update(await object.bytes())
      .digest('hex')
    objects[key] = { sha256, contentType: object.contentType, metadata: object.metadata }
  }
  return objects
}

async function expectSameForAnyWorkers(name: string, input: string): Promise<void> {
  const results: { out: Outcome; objects: Record<string, unknown>; lock: string }[] = []
  for (const workers of [0, 1, 4]) {
    const lock = `${name}-${workers}.lock.json`
    const out = `${name}-${workers}`
    const args = ['run', input, '--out', out, ...SCHEMAS, '--schema-lock', lock, '--workers', String(workers), '--json']
    results.push({ out: await run(args), objects: await objectsOf(out), lock: await readFile(path.join(cwd, lock), 'utf8') })
  }
  const [none, ...others] = results
  expect(none!.out).toMatchObject({ code: 2, err: '' })
  for (const other of others) expect(other).toEqual(none)
  const again = await run(['run', input, '--out', `${name}-4`, ...SCHEMAS, '--workers', '4'])
  expect(again.out).toContain('all done already: nothing to do')
  expect(await objectsOf(`${name}-4`)).toEqual(none!.objects)
  const { ['ledger/run-000002.json']: ledger, ...forced } = await forceAndRead(name, input)
  expect(ledger).toBeDefined()
  expect(forced).toEqual(none!.objects)
}

async function forceAndRead(name: string, input: string): Promise<Record<string, unknown>> {
  await run(['run', input, '--out', `${name}-4`, ...SCHEMAS, '--workers', '4', '--force'])
  return objectsOf(`${name}-4`)
}

describe('the bytes of every object, the ledger and the pins are the same with 0, 1 and 4 workers, and forced', () => {
  test(`of ${MANY} archives good and bad, and some with structures that evolve and fork`, async () => {
    await writeStudy(path.join(cwd, 'many'), { archives: MANY, brokenArchives: 8 })
    await writeChanging('many')
    await expectSameForAnyWorkers('same', 'many')
    const keys = Object.keys(await objectsOf('same-4'))
    for (const prefix of ['raw_json/dataset=note_v1/', 'raw_json/dataset=note_v2/', 'quarantine/', 'parquet/', 'registry/']) {
      expect(
        keys.some((key) => key.startsWith(prefix)),
        prefix,
      ).toBe(true)
    }
  }, 3_600_000)
})

test('unpack and rebuild take workers too, each by itself', async () => {
  await runStudy('whole', 0)
  await run(['unpack', 'in', '--out', 'steps', ...SCHEMAS, '--workers', '2'])
  expect(await run(['rebuild', 'steps', '--workers', '2'])).toMatchObject({ code: 0, err: '' })
  const withoutLedgers = async (out: string): Promise<Record<string, unknown>> =>
    Object.fromEntries(Object.entries(await objectsOf(out)).filter(([key]) => !key.startsWith('ledger/')))
  expect(await withoutLedgers('steps')).toEqual(await withoutLedgers('whole'))
})

test('a partition that cannot be rebuilt fails with its place also in a worker, and no value', async () => {
  await runStudy('damaged', 0)
  const folder = path.join(cwd, 'damaged', 'raw_json', 'dataset=note_v1')
  const file = (await readdir(folder, { recursive: true })).find((name) => name.endsWith('c0.ndjson'))!
  await writeFile(path.join(folder, file), '{"x":"SECRET"\n')
  const alone = await run(['rebuild', 'damaged', '--workers', '0', '--json'])
  const { code, out } = await run(['rebuild', 'damaged', '--workers', '2', '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(out)).toEqual(JSON.parse(alone.out))
  expect(out).toContain('c0.ndjson')
  expect(out).not.toContain('SECRET')
})

describe('a worker that dies fails the run, and the next run goes on', () => {
  const DEATHS: readonly (readonly [string, string, RegExp])[] = [
    ['ends', "parentPort.on('message', () => process.exit(3))", /A worker thread has ended with exit code 3/],
    ['throws', "parentPort.on('message', () => { throw new Error('SECRET') })", /A worker thread has failed/],
    ['cannot start', "throw new Error('SECRET')", /A worker thread has failed/],
  ]

  test.each(DEATHS)('that %s', async (what, program, message) => {
    const script = path.join(cwd, `${what.replace(' ', '-')}.mjs`)
    await writeFile(script, `import { parentPort } from 'node:worker_threads'\n${program}\n`)
    const out = `dies-${what.replace(' ', '-')}`
    const unpacked = await run(['unpack', 'in', '--out', out, ...SCHEMAS, '--workers', '2'], pathToFileURL(script))
    expect(unpacked).toMatchObject({ code: 1, out: '', err: expect.stringMatching(message) as string })
    expect(unpacked.err).toContain('Run the same command again')
    expect(unpacked.err).not.toContain('SECRET')
    await run(['unpack', 'in', '--out', out, ...SCHEMAS, '--workers', '2'])
    const rebuilt = await run(['rebuild', out, '--workers', '2'], pathToFileURL(script))
    expect(rebuilt).toMatchObject({ code: 1, out: '', err: expect.stringMatching(message) as string })
    expect((await run(['rebuild', out, '--workers', '2'])).code).toBe(0)
  })
})

test('Ctrl-C stops workers between two objects: nothing is left half-written, and the next run goes on to the same bytes', async () => {
  const args = ['run', 'in', '--out', 'stopped', ...SCHEMAS, '--workers', '2']
  const child = spawn(process.execPath, [command.main, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const closed = once(child, 'close') as Promise<[number | null, string | null]>
  const count = async (folder: string): Promise<number> => (await readdir(path.join(cwd, 'stopped', folder)).catch(() => [])).length
  while ((await count('receipts')) < 3 && child.exitCode === null) await sleep(5)
  child.kill('SIGINT')
  expect(await closed).toEqual([1, null])
  expect(err).toContain('Interrupted. Run the same command again')
  expect(await count('receipts')).toBeLessThan(32)
  expect([await count('.bridge-downstream/tmp'), await count('.bridge-downstream/locks')]).toEqual([0, 0])
  await runStudy('stopped', 2)
  await runStudy('unstopped', 0)
  const { ['ledger/run-000001.json']: _a, ...stopped } = await objectsOf('stopped')
  const { ['ledger/run-000001.json']: _b, ...unstopped } = await objectsOf('unstopped')
  expect(stopped).toEqual(unstopped)
})

describe('--workers', () => {
  test.each(['-1', '1.5', 'many', '65', ''])('takes no %j', async (value) => {
    const { code, err } = await run(['rebuild', 'nowhere', `--workers=${value}`])
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('--workers takes a whole number from 0 to 64') as string })
  })

  test('needs a script to run', async () => {
    const { code, err } = await runIn(cwd, ['rebuild', 'in', '--workers', '2'])
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('There can be no worker threads here') as string })
  })

  test('is passed over for a store in memory, which is one thread’s own', async () => {
    expect(await run(['unpack', 'in', '--out', 'memory:', ...SCHEMAS, '--workers', '4'])).toMatchObject({ code: 2, err: '' })
  })
})
