import {
  inferSchema,
  partKey,
  planTables,
  planToDdl,
  relationalize,
  type DdlOptions,
  type JsonValue,
  type PlanOptions,
  type RelationalizeOptions,
  type Table,
  type TablePlan,
} from '@bridge-downstream/core'
import { DuckDBInstance } from '@duckdb/node-api'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

const HOSTILE: readonly JsonValue[] = [
  {
    n: 1,
    either: 'a',
    'it\'s "so" `it` is': [{ ['__proto__']: 1, 'a b': 'x', '😀': [[1, 2], [], [3]] }, { 'a b': null }],
    totals: { '2024-01-01': { sum: 1, list: [1] }, '2024-01-02': { sum: 2, list: [] } },
    joined: [1],
  },
  { n: 2, either: 5, 'it\'s "so" `it` is': [{ ['__proto__']: 2 }], parent_n: 1, steps_joined: [1], '[*]?': [1, 2, 3] },
]
const DATASET = 'Sam\'ple "x"_v1'

function planOf(documents: readonly JsonValue[], options?: Partial<PlanOptions>): TablePlan {
  return planTables(inferSchema(documents), { dataset: 'sample_v1', ...options })
}

/** Write the parts of one entry, the same in two archives, and run what is asked in a DuckDB that knows the tables. */
async function withTables(
  documents: readonly JsonValue[],
  options: RelationalizeOptions,
  ddl: Partial<DdlOptions> & { readonly folders?: string },
  use: (plan: TablePlan, query: (sql: string) => Promise<unknown[][]>) => Promise<void>,
): Promise<void> {
  const location = await mkdtemp(path.join(tmpdir(), "bridge-downstream-[d*]dl'-"))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const query = async (sql: string): Promise<unknown[][]> => (await connection.runAndReadAll(sql)).getRowsJson()
  const bytes = new TextEncoder().encode(JSON.stringify(documents))
  try {
    let plan: TablePlan | undefined
    const sources = ['one', 'two'].map((id) => ({ name: `${id}/sample.json`, bytes: async () => bytes, metadata: { recordid: id } }))
    for await (const part of relationalize(sources, options)) {
      plan = part.plan
      const file = path.join(location, partKey(part.table.name, part.part).replace('part-', `${ddl.folders ?? ''}part-`))
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, part.bytes)
    }
    for (const statement of planToDdl(plan!, { dialect: 'duckdb', location: `${location}/`, ...ddl })) await query(statement)
    await use(plan!, query)
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(location, { recursive: true, force: true })
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The tables that have a view beside their parent, with its quoted name: from the statements themselves. */
function joinedViews(plan: TablePlan): [Table, string][] {
  const statements = planToDdl(plan, { dialect: 'duckdb', location: '' })
  return plan.tables.flatMap((table): [Table, string][] => {
    const statement = statements.find((text) => text.includes(`FROM ${quote(table.name)} AS c\nLEFT JOIN`))
    return statement === undefined ? [] : [[table, /VIEW ("(?:[^"]|"")*")/.exec(statement)![1]!]]
  })
}

test('Athena: tables, partitions and views, in full', () => {
  const plan = planOf([{ taskStatus: 'x', year: 1, steps: [{ x: 0.5, ok: true }] }], {
    injected: [
      { name: 'assessmentid', type: 'string' },
      { name: 'recordid', type: 'string' },
      { name: 'startedOn', type: 'timestamp' },
    ],
  })
  const ddl = planToDdl(plan, {
    dialect: 'athena',
    location: "s3://bucket/it's/",
    database: 'study',
    partitionKeys: [{ name: 'assessmentid', type: 'string' }],
  })
  expect(ddl.join('\n\n')).toMatchInlineSnapshot(`
    "CREATE EXTERNAL TABLE IF NOT EXISTS \`study\`.\`dataset_sample_v1\` (
      \`recordid\` string,
      \`startedOn\` timestamp,
      \`entrypath\` string,
      \`entryposition\` bigint,
      \`steps\` bigint,
      \`taskStatus\` string,
      \`year\` bigint
    )
    PARTITIONED BY (
      \`assessmentid\` string
    )
    STORED AS PARQUET
    LOCATION 's3://bucket/it\\'s/dataset_sample_v1/'
    TBLPROPERTIES ('classification'='parquet')

    CREATE EXTERNAL TABLE IF NOT EXISTS \`study\`.\`dataset_sample_v1_steps\` (
      \`recordid\` string,
      \`startedOn\` timestamp,
      \`id\` bigint,
      \`index\` bigint,
      \`ok\` boolean,
      \`x\` double
    )
    PARTITIONED BY (
      \`assessmentid\` string
    )
    STORED AS PARQUET
    LOCATION 's3://bucket/it\\'s/dataset_sample_v1_steps/'
    TBLPROPERTIES ('classification'='parquet')

    CREATE EXTERNAL TABLE IF NOT EXISTS \`study\`.\`dataset_sample_v1_residue\` (
      \`recordid\` string,
      \`startedOn\` timestamp,
      \`entrypath\` string,
      \`entryposition\` bigint,
      \`pointer\` string,
      \`json\` string
    )
    PARTITIONED BY (
      \`assessmentid\` string
    )
    STORED AS PARQUET
    LOCATION 's3://bucket/it\\'s/dataset_sample_v1_residue/'
    TBLPROPERTIES ('classification'='parquet')

    CREATE OR REPLACE VIEW "study"."dataset_sample_v1_steps_joined" AS
    SELECT
      c."recordid",
      c."startedOn",
      c."id",
      c."index",
      c."ok",
      c."x",
      c."assessmentid",
      p."entrypath" AS "parent_entrypath",
      p."entryposition" AS "parent_entryposition",
      p."taskStatus" AS "parent_taskStatus",
      p."year" AS "parent_year"
    FROM "study"."dataset_sample_v1_steps" AS c
    LEFT JOIN "study"."dataset_sample_v1" AS p
    ON c."id" = p."steps" AND c."recordid" = p."recordid" AND c."assessmentid" = p."assessmentid""
  `)
})

test('Athena: names and texts are escaped', () => {
  const plan = planOf(HOSTILE, { dataset: DATASET, convention: 'identity' })
  const ddl = planToDdl(plan, { dialect: 'athena', location: String.raw`s3://b/back\slash'`, database: 'd`b"' })
  const tables = ddl.filter((statement) => statement.startsWith('CREATE EXTERNAL TABLE'))
  expect(tables).toHaveLength(plan.tables.length)
  for (const [i, statement] of tables.entries()) {
    const lines = statement.split('\n')
    expect(lines[0]).toBe(`CREATE EXTERNAL TABLE IF NOT EXISTS \`d\`\`b"\`.\`${plan.tables[i]!.name.replaceAll('`', '``')}\` (`)
    expect(
      lines.slice(1, -4).map((line) => /^ {2}`((?:[^`]|``)*)` (?:boolean|bigint|double|string),?$/.exec(line)?.[1]?.replaceAll('``', '`')),
    ).toEqual(plan.tables[i]!.columns.map(({ name }) => name))
    expect(lines.at(-2)).toBe(String.raw`LOCATION 's3://b/back\\slash\'/${plan.tables[i]!.name.replaceAll("'", String.raw`\'`)}/'`)
  }
})

test('DuckDB runs every statement; each child row stands once in its view, beside its parent', async () => {
  await withTables(HOSTILE, { convention: 'identity' }, {}, async (plan, query) => {
    const views = joinedViews(plan)
    expect(views.map(([{ name }]) => name)).toEqual(plan.tables.filter(({ parent }) => parent !== null).map(({ name }) => name))
    for (const [{ name }, view] of views) {
      const [[rows, distinct, orphans]] = (await query(
        `SELECT count(*), count(DISTINCT (recordid, id, COLUMNS('^(index|key)$'))), count(*) FILTER (COLUMNS('^parent_(entrypath|index|key)$') IS NULL) FROM ${view}`,
      )) as [[string, string, string]]
      expect([rows, distinct, orphans]).toEqual([...(await query(`SELECT count(*), count(*), 0 FROM ${quote(name)}`))[0]!].map(String))
      expect(Number(rows)).toBeGreaterThan(0)
    }
  })
})

test('DuckDB: the view pairs rows of one record with the parent they came from', async () => {
  const documents = [1, 2, 3].map((n) => ({
    n,
    steps: [
      { of: n, items: [{ of: n * 10 }, { of: n * 10 + 1 }] },
      { of: n, items: [] },
    ],
  }))
  await withTables(documents, {}, {}, async (_, query) => {
    expect(await query('SELECT recordid, "of", parent_n, parent_entryposition FROM dataset_sample_v1_steps_joined ORDER BY ALL')).toEqual(
      ['one', 'two'].flatMap((id) => [1, 2, 3].flatMap((n) => [0, 1].map(() => [id, String(n), String(n), String(n - 1)]))),
    )
    expect(await query('SELECT recordid, "of", parent_of, parent_index FROM dataset_sample_v1_steps_items_joined ORDER BY ALL')).toEqual(
      ['one', 'two'].flatMap((id) => [1, 2, 3].flatMap((n) => [0, 1].map((i) => [id, String(n * 10 + i), String(n), '0']))),
    )
  })
})

test('DuckDB: partition keys come from the folders, with their types, into every view', async () => {
  const partitionKeys = [
    { name: 'year', type: 'integer' },
    { name: 'month', type: 'string' },
  ] as const
  await withTables(
    [{ n: 1, list: ['a', 'b'] }],
    {},
    { partitionKeys, database: 'my "schema"', folders: 'year=2024/month=03/' },
    async (_, query) => {
      expect(
        await query('SELECT list_val, parent_n, year + 1, month FROM "my ""schema""".dataset_sample_v1_list_joined ORDER BY ALL'),
      ).toEqual(['a', 'a', 'b', 'b'].map((value) => [value, '1', '2025', '03']))
    },
  )
})

test('DuckDB reads the text of Athena’s views, which are the same', () => {
  const plan = planOf(HOSTILE, { convention: 'identity' })
  const views = (dialect: DdlOptions['dialect']): string[] =>
    planToDdl(plan, { dialect, location: '/x' }).filter((statement) => /^CREATE OR REPLACE VIEW .* AS\nSELECT\n/.test(statement))
  expect(views('athena')).toEqual(views('duckdb'))
  expect(views('athena').length).toBe(plan.tables.length - 2)
})

test('aliases are offered in views', () => {
  const plan = planOf([{ n: 1, steps: [{ x: 1 }] }])
  const withAliases: TablePlan = {
    ...plan,
    tables: plan.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => (column.source.role === 'value' ? { ...column, alias: `the.${column.name}` } : column)),
    })),
  }
  const ddl = planToDdl(withAliases, { dialect: 'athena', location: 's3://b' })
  expect(ddl.slice(plan.tables.length).join('\n\n')).toMatchInlineSnapshot(`
    "CREATE OR REPLACE VIEW "dataset_sample_v1_aliased" AS
    SELECT
      c."recordid",
      c."entrypath",
      c."entryposition",
      c."n",
      c."steps",
      c."n" AS "the.n"
    FROM "dataset_sample_v1" AS c

    CREATE OR REPLACE VIEW "dataset_sample_v1_steps_aliased" AS
    SELECT
      c."recordid",
      c."id",
      c."index",
      c."x",
      c."x" AS "the.x"
    FROM "dataset_sample_v1_steps" AS c

    CREATE OR REPLACE VIEW "dataset_sample_v1_steps_joined" AS
    SELECT
      c."recordid",
      c."id",
      c."index",
      c."x",
      c."x" AS "the.x",
      p."entrypath" AS "parent_entrypath",
      p."entryposition" AS "parent_entryposition",
      p."n" AS "parent_n"
    FROM "dataset_sample_v1_steps" AS c
    LEFT JOIN "dataset_sample_v1" AS p
    ON c."id" = p."steps" AND c."recordid" = p."recordid""
  `)
})

test('the residue is left out or taken in as asked', () => {
  const plan = planOf([{ n: 1 }])
  const count = (options: Pick<DdlOptions, 'dialect' | 'residue'>): number => planToDdl(plan, { location: '/x', ...options }).length
  expect(count({ dialect: 'athena' })).toBe(2)
  expect(count({ dialect: 'athena', residue: false })).toBe(1)
  expect(count({ dialect: 'duckdb' })).toBe(1)
  expect(count({ dialect: 'duckdb', residue: true })).toBe(2)
})

test.each([
  ['name-no-folder', { 'a/b': [1] }],
  ['name-no-folder', { 'a\\b': [1] }],
  ['name-not-sql', { 'a\0b': 1 }],
])('%s: names that would lead elsewhere are refused', (code, document) => {
  const plan = planOf([document], { convention: 'identity' })
  expect(() => planToDdl(plan, { dialect: 'duckdb', location: '/x' })).toThrow(expect.objectContaining({ code }))
})

test('a partition key does not hide a column of the documents', () => {
  const partitionKeys = [{ name: 'year', type: 'string' }] as const
  const options = { dialect: 'duckdb', location: '/x', partitionKeys } as const
  expect(() => planToDdl(planOf([{ YEAR: 1 }]), options)).toThrow(expect.objectContaining({ code: 'partition-key-taken' }))
  const injected = [{ name: 'recordid', type: 'string' }, ...partitionKeys] as const
  expect(planToDdl(planOf([{ YEAR: 1 }], { injected }), options)).toHaveLength(1)
})
