import { bridgePreset, rebuild, unpack, type JsonObject, type Ledger, type RebuildLedger, type UnpackLedger } from '@bridge-downstream/core'
import { writeSchemas } from '@bridge-downstream/example-sample-study'
import { openStore } from '@bridge-downstream/s3-adapter'
import { strToU8, zipSync } from 'fflate'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { startFront } from '../../packages/s3-adapter/test/front/start-front.js'
import { makeFolder, removeFolder, runIn } from '../../packages/glue-shim/test/run-in.js'
import { useSsm } from '../../packages/glue-shim/test/synapse/aws-stand-ins.js'
import { startSynapse, TOKEN } from '../../packages/glue-shim/test/synapse/synapse-server.js'

/** What a sample has printed, a call a line. */
const printed: unknown[][] = []
const start = process.cwd()
let folder: string

beforeAll(async () => {
  folder = await makeFolder()
  process.chdir(folder)
  await import('../samples/getting-started/make-archives.mjs')
})
afterAll(async () => {
  process.chdir(start)
  await removeFolder(folder)
})
beforeEach(() => {
  printed.length = 0
  for (const way of ['log', 'table'] as const) vi.spyOn(console, way).mockImplementation((...words: unknown[]) => void printed.push(words))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

function useCredentials(): void {
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
}

async function useS3(...buckets: string[]): Promise<void> {
  const front = await startFront()
  onTestFinished(() => front.close())
  vi.stubEnv('AWS_ENDPOINT_URL_S3', front.endpoint)
  useCredentials()
  for (const bucket of buckets) front.createBucket(bucket)
}

test('getting-started: archives are made, become tables, and answer a question', async () => {
  await import('../samples/getting-started/relationalize.ts')
  expect(printed.at(-1)).toEqual(['11 values came in; 11 in columns, 0 as JSON text, 0 in the residue'])
  expect(await runIn('.', ['relationalize', 'uploads', '--out', 'tables'])).toMatchObject({ code: 0 })
  await import('../samples/getting-started/query.ts')
  expect(printed.at(-1)).toEqual([
    [
      { recordid: 'record-2', device_version: '17.2', trials: '2', mean_ms: 490.5 },
      { recordid: 'record-3', device_version: '17.3', trials: '3', mean_ms: 500.75 },
      { recordid: 'record-4', device_version: '17.4', trials: '4', mean_ms: 511 },
    ],
  ])
})

test('README: one archive becomes tables', async () => {
  await copyFile('uploads/record-3.zip', 'upload.zip')
  await import('../samples/readme.ts')
  const ledger = printed.pop()![0] as Ledger
  expect(printed.map(([table, rows]) => [table, rows])).toEqual([
    ['dataset_levels_v1', 3],
    ['dataset_taskdata_v1', 1],
    ['dataset_taskdata_v1_trials', 3],
  ])
  expect(ledger.leaves).toMatchObject({ in: 15, cells: 15 })
})

test('datasets: the documents of a record go to the store', async () => {
  const { ownPreset, record, store } = await import('../samples/datasets.ts')
  expect(record.outcome).toBe('taken')
  const keys = (await Array.fromAsync(store.list())).map(({ key }) => key)
  expect(keys.length).toBe(record.entries.filter(({ outcome }) => outcome === 'taken').length)
  expect(keys.every((key) => key.startsWith('dataset='))).toBe(true)
  expect(ownPreset.classifier.classify({ name: 'steps-1.json' } as never, {} as never)).toMatchObject({ dataset: 'steps_v1' })
})

test('pipeline: archives are unpacked and rebuilt, and nobody is forgotten who was not there', async () => {
  const { forgotten, rebuilt, unpacked } = (await import('../samples/pipeline.ts')) as {
    forgotten: { archives: number }
    rebuilt: RebuildLedger
    unpacked: UnpackLedger
  }
  expect(unpacked.archives).toMatchObject({ taken: 4, quarantined: 0 })
  expect(rebuilt.partitions.rebuilt).toBe(rebuilt.partitions.total)
  expect(forgotten.archives).toBe(0)
})

test('stores: archives are unpacked under the lock of their destination, which is free then', async () => {
  const { ledger, store } = await import('../samples/one-at-a-time.ts')
  expect(ledger.archives).toMatchObject({ taken: 4, quarantined: 0 })
  expect(await store.head('locks/destination.json')).toBe(undefined)
  await removeFolder('study')
})

test('rebuild: what is new is listed and rebuilt, and can be archived', async () => {
  const { archived } = await import('../samples/archived-parquet.ts')
  const { ledger } = await import('../samples/rebuild.ts')
  expect(printed.length).toBe(ledger.partitions.total)
  expect(printed.map(([dataset, partition, state, reason]) => [dataset, partition, state, reason].join(' '))).toContain(
    'MotionRecord_v1 assessmentid=flanker/year=2024/month=1/day=4/ new there is no Parquet yet',
  )
  expect(archived).toMatchObject({ folder: 'parquet/archive/MotionRecord_v1_1/', outcome: 'archived', leftOut: [] })
})

test('rebuild: duplicates and what was deleted are left out', async () => {
  const { ledger } = await import('../samples/deduplicate.ts')
  const sum = (dataset: string, count: 'duplicates' | 'deleted'): number =>
    ledger.results.filter((result) => result.dataset === dataset).reduce((total, result) => total + result[count].documents, 0)
  expect(sum('FitbitActivityLogs_v1', 'duplicates')).toBe(12)
  expect(sum('HealthKitV2Samples_v1', 'deleted')).toBeGreaterThan(0)
})

test('rebuild: units are carried out elsewhere', async () => {
  const { pool } = await import('../samples/rebuild-elsewhere.ts')
  expect(pool.units).toBeGreaterThan(0)
})

test('registry: a new field is an evolution', async () => {
  const { changes, outcome, plan, reason, verdict, version } = await import('../samples/registry.ts')
  expect({ outcome, dataset: version.dataset, reason, verdict }).toEqual({
    outcome: 'registered',
    dataset: 'motion_v1',
    reason: 'inferred',
    verdict: 'evolves',
  })
  expect(changes).toMatchObject([{ path: '$.b', change: 'field-added' }])
  expect(plan.tables[0]!.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['a', 'b']))
})

test('report: says what lies there', async () => {
  const { archives, families, quarantine } = await import('../samples/report.ts')
  expect({ archives, quarantine: quarantine.length }).toMatchObject({ archives: { taken: 4 }, quarantine: 0 })
  expect(families.flatMap(({ versions }) => versions.flatMap(({ tables }) => tables)).every(({ rows }) => rows >= 0)).toBe(true)
})

test('validation: a value that is none of those allowed', async () => {
  const { outcome } = await import('../samples/validation.ts')
  const errors = [{ pointer: '/0/sensorType', keyword: 'enum', message: 'must be one of the allowed values' }]
  expect(outcome).toMatchObject({ isValid: false, errors, errorCount: 1, toleratedCount: 0, isComplete: true })
})

test('stores: options of S3', async () => {
  const { store } = await import('../samples/stores.ts')
  expect(store.url).toBe('s3://bucket/study/tables')
})

test('stores: one entry of a large archive', async () => {
  const { manifest } = await import('../samples/stored-zip.ts')
  expect((JSON.parse(new TextDecoder().decode(manifest)) as JsonObject)['files']).toBeDefined()
})

test('s3-adapter: an object is put, read in part and listed', async () => {
  await useS3('bucket')
  const { body, etag, ledger } = await import('../samples/packages/s3-adapter.ts')
  expect((await Array.fromAsync(body)).reduce((bytes, chunk) => bytes + chunk.length, 0)).toBe(100)
  expect(etag).not.toBe('')
  expect(printed).toEqual([['a/b.json', 200]])
  expect(ledger.requests).toBeGreaterThanOrEqual(3)
})

test('migrate: a view gives a column its second name', async () => {
  await useS3('results')
  const study = 'bridge-downstream/mobile-toolbox/cxhnxd'
  const store = openStore(`s3://results/${study}`)
  const document = { userInteractions: [{ controlEvent: ['tap'] }] }
  const bytes = zipSync({ 'taskData.json': strToU8(JSON.stringify(document)) }, { mtime: '2024-01-02' })
  const metadata = { recordid: 'r1', assessmentid: 'spelling', assessmentrevision: '4', uploadedon: '2024-01-02T03:04:05Z' }
  const source = { name: 'r1.zip', metadata, bytes: async () => bytes }
  const preset = bridgePreset()
  await unpack([{ name: source.name, version: '1', open: async () => source }], store, { examine: { preset } })
  const overrides = { sharedSchema_v1: { '$.userInteractions[].controlEvent[]': { alias: 'userInteractions.val.controlEvent.val' } } }
  await rebuild(store, { injection: preset.injection, overrides })
  await import('../samples/guides/alias-views.ts')
  expect(printed.join('\n')).toContain('c."controlEvent_val" AS "userInteractions.val.controlEvent.val"')
})

test('synapse: a store with the credentials of a folder, and the records of a view', async () => {
  const synapse = await startSynapse()
  onTestFinished(() => synapse.close())
  synapse.view = [{ id: 'syn7', projectId: 'syn1', dataFileHandleId: null, recordId: 'r-7' }]
  const ssm = await useSsm('/bridge/token', TOKEN)
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', ssm.endpoint)
  useCredentials()
  const send = fetch
  vi.stubGlobal('fetch', (input: string, init: RequestInit) =>
    send(`${synapse.endpoint}${new URL(input).pathname}${new URL(input).search}`, init),
  )
  const { store } = await import('../samples/synapse.ts')
  expect(store.url).toMatch(/^s3:/)
  expect(printed).toEqual([['r-7']])
})

test('handlers: uploads are read where the sample says', async () => {
  // The log and the metrics of the function.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const { key, opened } = await import('../samples/uploads.ts')
  const { mirror: schemaMirror } = await writeSchemas('.')
  const studies = [{ app: 'sample-app', study: 'sample-study', uploads: ['s3://uploads/'], offline: true, schemaMirror }]
  await writeFile('studies.json', JSON.stringify({ version: 1, destination: pathToFileURL('results').href, studies }))
  vi.stubEnv('BRIDGE_DOWNSTREAM_CONFIG', path.resolve('studies.json'))
  const { handler, plain } = await import('../samples/handlers.ts')
  expect(plain).toBeTypeOf('function')
  const item = { app: 'sample-app', study: 'sample-study', bucket: 'uploads', key }
  const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 }
  expect(await handler({ Items: [item] }, context)).toMatchObject({ taken: 1, failed: [] })
  expect(opened).toEqual(['sample-app/sample-study s3://uploads/'])
})

test('another-pipeline: documents of one’s own, and one stage by itself, print what the page shows', async () => {
  const page = await readFile(new URL('../guides/another-pipeline.md', import.meta.url), 'utf8')
  const shown = [...page.matchAll(/^```text\n([^]*?)^```$/gm)].map(([, text]) => text!.trim())
  const print = (): string =>
    printed
      .splice(0)
      .map((words) => words.join(' '))
      .join('\n')
      .trim()
  await import('../samples/guides/own-rows.ts')
  const ownRows = print()
  await import('../samples/guides/stages.ts')
  expect(shown.slice(-2)).toEqual([ownRows, print()])
})
