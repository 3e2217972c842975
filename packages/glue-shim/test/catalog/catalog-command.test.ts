import { parquetMetadataAsync, type SchemaElement } from 'hyparquet'
import { asyncBufferFromFile } from 'hyparquet/src/node.js'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startFront } from '../../../s3-adapter/test/front/start-front.js'
import { bundleCommand } from '../bundle-command.js'
import { runAlone } from '../run-alone.js'
import { makeFolder, removeFolder, runIn, type Outcome } from '../run-in.js'
import { startGlue, type GlueServer } from './glue-server.js'

const GENERATOR = fileURLToPath(new URL('../../../../examples/sample-study/src/index.ts', import.meta.url))

/** Imported at run time: the examples are compiled with options of their own. */
interface SampleStudy {
  readonly writeStudy: (folder: string, options: { readonly archives: number }) => Promise<unknown>
  readonly writeSchemas: (folder: string) => Promise<{ readonly mirror: string; readonly mapping: string }>
}

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' }

let cwd: string
let program: string
beforeAll(async () => {
  cwd = await makeFolder()
  const { writeSchemas, writeStudy } = (await import(pathToFileURL(GENERATOR).href)) as SampleStudy
  await writeStudy(path.join(cwd, 'uploads'), { archives: 12 })
  const { mirror, mapping } = await writeSchemas(path.join(cwd, 'schemas'))
  const schemas = ['--schema-mirror', mirror, '--schema-mapping', mapping, '--offline']
  expect(await runIn(cwd, ['run', 'uploads', '--out', 'study', ...schemas])).toMatchObject({ code: 0, err: '' })
  program = (await bundleCommand(path.join(cwd, 'program'))).main
})
afterAll(() => removeFolder(cwd))

async function useServer(): Promise<GlueServer> {
  const glue = await startGlue()
  onTestFinished(() => glue.close())
  return glue
}

const run = ({ endpoint }: GlueServer, ...args: string[]): Promise<Outcome> =>
  runAlone(
    program,
    ['catalog', '--out', 'study', '--location', 's3://bucket/study', '--database', 'study', '--endpoint', endpoint, ...args],
    { cwd, env: ENVIRONMENT },
  )

/** What a column of Hive must be in a Parquet file. */
const PHYSICAL: Readonly<Record<string, string>> = {
  boolean: 'BOOLEAN',
  bigint: 'INT64',
  double: 'DOUBLE',
  string: 'BYTE_ARRAY UTF8',
  timestamp: 'INT64 TIMESTAMP_MICROS',
  date: 'INT32 DATE',
}

/** Columns of every part of every table, by table in lower case. */
async function fileColumns(): Promise<Map<string, string[]>> {
  const root = path.join(cwd, 'study', 'parquet')
  const found = new Map<string, string[]>()
  for (const file of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!file.name.endsWith('.parquet')) continue
    const full = path.join(file.parentPath, file.name)
    const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(full))
    const columns = schema
      .slice(1)
      .map(({ name, type, converted_type: converted }: SchemaElement) => `${name.toLowerCase()} ${type} ${converted ?? ''}`.trim())
    const table = path.relative(root, full).split(path.sep)[0]!.toLowerCase()
    expect(found.get(table) ?? columns).toEqual(columns)
    found.set(table, columns)
  }
  return found
}

describe('catalog', () => {
  test('declares the columns that the Parquet files of a rebuilt study have, with their types', async () => {
    const glue = await useServer()
    const { code, out, err } = await run(glue)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/tables in the database study: \d+ changes made\.\n$/)
    const files = await fileColumns()
    expect(files.size).toBeGreaterThan(10)
    const KEYS = ['assessmentid', 'year', 'month', 'day']
    for (const [table, columns] of files) {
      const { input } = glue.state.table('study', table)
      expect(input.PartitionKeys!.map(({ Name }) => Name)).toEqual(KEYS)
      const declared = input.StorageDescriptor!.Columns!.map(({ Name, Type }) => `${Name} ${PHYSICAL[Type!]}`)
      expect(declared.toSorted()).toEqual(columns.filter((column) => !KEYS.includes(column.split(' ')[0]!)).toSorted())
      expect(input.StorageDescriptor!.Location).toMatch(new RegExp(`^s3://bucket/study/parquet/${table}/$`, 'i'))
    }
  })

  test('a dry run prints the changes and makes none; the run makes them; the second run has nothing to do', async () => {
    const glue = await useServer()
    const dry = await run(glue, '--dry-run', '--json')
    expect(glue.writes()).toEqual([])
    const made = await run(glue, '--json')
    expect(JSON.parse(made.out)).toEqual({ ...JSON.parse(dry.out), isDryRun: false })
    glue.requests.length = 0
    expect((await run(glue)).out).toMatch(/^\d+ tables in the database study: nothing to do\.\n$/)
    expect(glue.writes()).toEqual([])
  })

  test('registered: each folder of Parquet is a partition, and is taken out when it is gone', async () => {
    const glue = await useServer()
    expect(await run(glue, '--partitions', 'registered')).toMatchObject({ code: 0, err: '' })
    const [table] = (await fileColumns()).keys()
    const root = path.join(cwd, 'study', 'parquet', table!)
    const folders = (await readdir(root, { recursive: true }))
      .filter((folder) => /[/\\]day=\d+$/.test(folder))
      .map((f) => f.split(path.sep).join('/'))
    const locations = (): string[] =>
      [...glue.state.table('study', table!).partitions.values()].map(({ StorageDescriptor }) => StorageDescriptor!.Location!)
    expect(locations().toSorted()).toEqual(folders.map((folder) => `s3://bucket/study/parquet/${table!}/${folder}/`).toSorted())

    const [gone] = folders
    const aside = path.join(cwd, 'aside')
    await mkdir(aside)
    await rename(path.join(root, gone!), path.join(aside, 'day'))
    onTestFinished(() => rename(path.join(aside, 'day'), path.join(root, gone!)))
    const { out } = await run(glue, '--partitions', 'registered')
    expect(out).toContain(`delete-partition  ${table!}`)
    expect(locations()).toHaveLength(folders.length - 1)
  })

  test('eight processes at once make one catalogue', async () => {
    const glue = await useServer()
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => run(glue, '--partitions', 'registered', '--json')))
    expect(outcomes.map(({ code, err }) => ({ code, err }))).toEqual(outcomes.map(() => ({ code: 0, err: '' })))
    glue.requests.length = 0
    expect((await run(glue, '--partitions', 'registered')).out).toContain('nothing to do')
    expect(glue.writes()).toEqual([])
  })

  test('a table of somebody else is an error that says so', async () => {
    const glue = await useServer()
    const [table] = (await fileColumns()).keys()
    glue.state.call('CreateDatabase', { DatabaseInput: { Name: 'study' } })
    glue.state.call('CreateTable', { DatabaseName: 'study', TableInput: { Name: table } })
    const { code, err } = await run(glue)
    expect(code).toBe(1)
    expect(err).toContain(`A table of this name is there already, and was not made by bridge-downstream (table "${table!}")`)
    expect(glue.writes()).toEqual([])
  })

  test('a destination on S3 is its own location', async () => {
    const glue = await useServer()
    const front = await startFront()
    onTestFinished(() => front.close())
    front.createBucket('results')
    const env = { ...ENVIRONMENT, AWS_ENDPOINT_URL_S3: front.endpoint }
    await writeFile(path.join(cwd, 'walk.json'), '{"n":1,"list":[{"x":1}]}')
    const metadata = { recordid: 'r1', assessmentid: 'walk', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z' }
    await writeFile(path.join(cwd, 'walk.metadata.json'), JSON.stringify(metadata))
    const made = await runAlone(program, ['run', 'walk.json', '--out', 's3://results/a/b', '--offline'], { cwd, env })
    expect(made).toMatchObject({ code: 0, err: '' })
    const args = [
      'catalog',
      '--out',
      's3://results/a/b',
      '--database',
      'Results',
      '--endpoint',
      glue.endpoint,
      '--partitions',
      'registered',
    ]
    const { code, out, err } = await runAlone(program, args, { cwd, env })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('tables in the database results')
    const { input, partitions } = glue.state.table('results', 'dataset_walk_v1')
    expect(input.StorageDescriptor!.Location).toBe('s3://results/a/b/parquet/dataset_walk_v1/')
    for (const { StorageDescriptor } of partitions.values()) {
      const prefix = StorageDescriptor!.Location!.replace('s3://results/', '')
      expect(front.objectsOf('results').page(prefix, undefined, 10).keys).toEqual([`${prefix}part-00000.parquet`])
    }
    expect([...partitions.keys()]).toEqual(['["walk","2024","1","2"]'])
  })

  test('a local folder needs a location, and --help ends with examples', async () => {
    const glue = await useServer()
    const local = await runAlone(program, ['catalog', '--out', 'study', '--database', 's', '--endpoint', glue.endpoint], {
      cwd,
      env: ENVIRONMENT,
    })
    expect(local).toMatchObject({ code: 1, err: expect.stringContaining('--location s3://bucket/prefix') as string })
    const help = await runAlone(program, ['catalog', '--help'], { cwd })
    expect(help.code).toBe(0)
    expect(help.out).toContain('Examples:\n  bridge-downstream catalog ')
    expect(glue.requests).toEqual([])
  })
})
