import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'

let cwd: string
beforeEach(async () => {
  cwd = await makeFolder()
  await write('a.ndjson', '{"name":"x","steps":[{"at":"2024-01-01","n":1}],"days":{"2024-01-01":1}}\n{"name":null,"steps":[]}\n')
})
afterEach(() => removeFolder(cwd))

const run = (...args: string[]): Promise<Outcome> => runIn(cwd, args)
const write = (name: string, text: string): Promise<void> => writeFile(path.join(cwd, name), text)

describe('schema', () => {
  test('prints a tree with types and presence', async () => {
    const { code, out, err } = await run('schema', 'a.ndjson')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.replace(/[0-9a-f]{64}/, 'DIGEST')).toBe(`a_v1  object, 2 documents
fp1:shape:DIGEST
├ days     map (data-keys)  in 50 %
│ └ {key}  integer
├ name     string | null
└ steps    array
  └ []     object
    ├ at   string (date)
    └ n    integer
`)
  })

  test('--json-schema, --typescript, --fingerprint and --json export it', async () => {
    const jsonSchema = JSON.parse((await run('schema', 'a.ndjson', '--json-schema')).out) as Record<string, unknown>
    expect(jsonSchema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'a_v1',
      required: ['name', 'steps'],
    })
    expect((await run('schema', 'a.ndjson', '--typescript')).out).toMatch(
      /export interface AV1 \{[^]*export interface DatasetAV1StepsRow \{/,
    )
    expect((await run('schema', 'a.ndjson', '--fingerprint')).out).toMatch(/^(a_v1 {2}fp1:(labels|shape|exact):[0-9a-f]{64}\n){3}$/)
    expect(JSON.parse((await run('schema', 'a.ndjson', '--json')).out)).toMatchObject({ dataset: 'a_v1', schema: { documents: 2 } })
  })

  test('exports exclude each other', async () => {
    const { code, err } = await run('schema', 'a.ndjson', '--json-schema', '--typescript')
    expect(code).toBe(1)
    expect(err).toMatch(/cannot be used with/)
  })

  test('what cannot be read is said on standard error, and the exit code is 2', async () => {
    await write('b.json', '{"secret":')
    const { code, out, err } = await run('schema', 'a.ndjson', 'b.json')
    expect(code).toBe(2)
    expect(out).toContain('a_v1')
    expect(err).toMatch(/^left out: b\.json › b\.json: The text ends where a value should stand \(line 1, byte 10\)\.\n$/)
  })

  test('--map and --object decide what is a map', async () => {
    const { out } = await run('schema', 'a.ndjson', '--object', '$.days')
    expect(out).toMatch(/days +object/)
  })
})

describe('diff', () => {
  test('same and evolves exit with 0', async () => {
    await write('b.ndjson', '{"name":"y","steps":[{"at":"2024-01-01","n":1.5}],"more":true}\n')
    expect(await run('diff', 'a.ndjson', 'a.ndjson')).toEqual({ code: 0, out: 'a_v1: same\n', err: '' })
    const { code, out } = await run('diff', 'a.ndjson', 'b.ndjson')
    expect(code).toBe(0)
    expect(out).toMatch(/^a_v1: evolves/)
    expect(out).toMatch(/evolves {2}\$\.more {2}A new field/)
  })

  test('forks exits with 3, and --json says why', async () => {
    await write('b.ndjson', '{"name":5,"steps":{}}\n')
    const { code, out } = await run('diff', 'a.ndjson', 'b.ndjson', '--json')
    expect(code).toBe(3)
    const [diff] = JSON.parse(out) as [{ verdict: string; comparison: { changes: { path: string; effect: string }[] } }]
    expect(diff.verdict).toBe('forks')
    expect(diff.comparison.changes.filter(({ effect }) => effect === 'forks').map(({ path: at }) => at)).toEqual(['$.name', '$.steps'])
  })

  test('a JSON Schema stands for its documents', async () => {
    const { out } = await run('schema', 'a.ndjson', '--json-schema')
    await write('a.schema.json', out)
    expect(await run('diff', 'a.schema.json', 'a.ndjson')).toMatchObject({ code: 0, out: 'a_v1: same\n' })
  })
})

describe('plan', () => {
  test('shows the tables as a tree', async () => {
    const { code, out } = await run('plan', 'a.ndjson')
    expect(code).toBe(0)
    expect(out).toMatch(/^dataset_a_v1 \(\$\)\n[^]*dataset_a_v1_days \(\$\.days\{\}\)[^]*dataset_a_v1_steps \(\$\.steps\[\]\)/)
  })

  test('--mermaid, --ddl and --json', async () => {
    expect((await run('plan', 'a.ndjson', '--mermaid')).out).toMatch(/^erDiagram\n/)
    expect((await run('plan', 'a.ndjson', '--ddl', 'athena', '--location', 's3://b/t')).out).toContain(
      "LOCATION 's3://b/t/dataset_a_v1_steps/'",
    )
    expect((await run('plan', 'a.ndjson', '--ddl', 'duckdb')).out).toMatch(/CREATE (OR REPLACE )?VIEW/)
    expect(JSON.parse((await run('plan', 'a.ndjson', '--json')).out)).toMatchObject({ version: 1, dataset: 'a_v1' })
  })

  test('overrides come from a file; a path that meets nothing is refused', async () => {
    await write('overrides.json', '{"a_v1":{"$.steps":{"json":true}}}')
    expect((await run('plan', 'a.ndjson', '--overrides', 'overrides.json')).out).not.toContain('dataset_a_v1_steps')
    await write('overrides.json', '{"a_v1":{"$.stepz":{"json":true}}}')
    const { code, err } = await run('plan', 'a.ndjson', '--overrides', 'overrides.json')
    expect(code).toBe(1)
    expect(err).toMatch(/"\$\.stepz"/)
    await write('overrides.json', '{"b_v1":{}}')
    expect((await run('plan', 'a.ndjson', '--overrides', 'overrides.json')).err).toMatch(/dataset "b_v1".*There are: a_v1/)
  })

  test.each(['nowhere.json', 'a.ndjson'])('an overrides file that is none (%s) is refused', async (file) => {
    const { code, err } = await run('plan', 'a.ndjson', '--overrides', file)
    expect(code).toBe(1)
    expect(err).toMatch(/overrides file/)
  })
})

test.each(['plan', 'run', 'relationalize', 'rebuild'])(
  '%s names the overrides file, and writes nothing, if it says what there is not',
  async (command) => {
    await write('overrides.json', '{"a_v1":{"$.name":{"type":"decimal"}}}')
    const input = command === 'rebuild' ? ['out'] : ['a.ndjson']
    await mkdir(path.join(cwd, 'out'))
    const out = command === 'plan' || command === 'rebuild' ? [] : ['--out', 'out']
    const { code, err } = await run(command, ...input, ...out, '--overrides', 'overrides.json')
    expect(code).toBe(1)
    expect(err).toMatch(/"overrides\.json".*"type" .* at "\$\.name" .*one of: string.*dataset "a_v1"/)
    expect(await readdir(path.join(cwd, 'out'))).toEqual([])
  },
)

describe('run --overrides', () => {
  test('plans with them; what is excluded is counted, and gone', async () => {
    await write('overrides.json', '{"a_v1":{"$.steps":{"exclude":true},"$.days":{"rename":"daily"}}}')
    const { code, out } = await run('relationalize', 'a.ndjson', '--out', 'tables', '--overrides', 'overrides.json', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ leaves: { in: 4, cells: 2, excluded: 2 } })
    expect(out).toContain('dataset_a_v1_daily')
    const lines = (await run('rebuild-documents', 'tables')).out.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([{ name: 'x', days: { '2024-01-01': 1 } }, { name: null }])
  })
})

describe('rebuild-documents', () => {
  test('gives the documents back, with nothing but the tables', async () => {
    await run('relationalize', 'a.ndjson', '--out', 'tables')
    const { code, out } = await run('rebuild-documents', 'tables')
    expect(code).toBe(0)
    const documents = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(documents).toEqual([
      { name: 'x', steps: [{ at: '2024-01-01', n: 1 }], days: { '2024-01-01': 1 } },
      { name: null, steps: [] },
    ])
    const [first] = (await run('rebuild-documents', 'tables', '--origin')).out.split('\n')
    expect(JSON.parse(first!)).toMatchObject({ dataset: 'a_v1', entry: 'a.ndjson', position: 0, injected: { recordid: 'a.ndjson' } })
  })

  test.each([
    ['dataset_a_v1', 'The last part of the root table is missing'],
    [
      'dataset_a_v1_steps',
      'A table has 0 rows, and 1 were written (dataset "a_v1", table "dataset_a_v1_steps", key "dataset_a_v1/part-00000.parquet")',
    ],
    [
      'dataset_a_v1_residue',
      'A table has 0 rows, and 1 were written (dataset "a_v1", table "dataset_a_v1_residue", key "dataset_a_v1/part-00000.parquet")',
    ],
  ])('without %s it is an error, and other datasets go on', async (table, says) => {
    await write('a.ndjson', '{"steps":[1]}\n{"steps":null}\n{}\n')
    await write('b.json', '{"n":2}')
    await run('relationalize', 'a.ndjson', 'b.json', '--out', 'tables')
    await rm(path.join(cwd, 'tables', table), { recursive: true })
    const { code, out, err } = await run('rebuild-documents', 'tables')
    expect({ code, out }).toEqual({ code: 1, out: '{"n":2}\n' })
    expect(err).toContain(says)
  })

  test('a folder without tables, and a dataset that is not there', async () => {
    expect(await run('rebuild-documents', '.')).toMatchObject({ code: 1, err: expect.stringMatching(/no tables here/) as string })
    await run('relationalize', 'a.ndjson', '--out', 'tables')
    expect((await run('rebuild-documents', 'tables', '--dataset', 'b_v1')).err).toMatch(/no dataset b_v1 here.*There are: a_v1/)
  })
})

test.each(['schema', 'diff', 'plan', 'rebuild-documents'])('%s --help ends with examples', async (command) => {
  const { code, out } = await run(command, '--help')
  expect(code).toBe(0)
  expect(out).toContain(`Examples:\n  bridge-downstream ${command} `)
})
