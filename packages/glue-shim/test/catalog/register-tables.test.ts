import { describe, expect, test } from 'vitest'
import { registerTables } from '../../src/catalog/register-tables.js'
import { GlueFailure } from './glue-state.js'
import { desiredOf, folders, openCatalog, planOf, seeded, seededByClient, useGlue } from './catalog-samples.js'

const PLAN = planOf([{ a: 1, list: [{ x: 1 }] }])
const DAYS = folders('walk@2022-1-1', 'walk@2022-1-2')

describe('registerTables', () => {
  test('creates database and tables, and the second time writes nothing', async () => {
    const glue = await useGlue()
    const catalog = await openCatalog(glue)
    const changes = await registerTables(catalog, desiredOf(PLAN, DAYS))
    expect(changes).toEqual([
      { change: 'create-database', database: 'study' },
      { change: 'create-table', table: 'dataset_steps_v1', columns: 5 },
      { change: 'create-table', table: 'dataset_steps_v1_list', columns: 4 },
      { change: 'create-table', table: 'dataset_steps_v1_residue', columns: 5 },
    ])
    expect(glue.writes()).toEqual(['CreateDatabase', 'CreateTable', 'CreateTable', 'CreateTable'])
    glue.requests.length = 0
    expect(await registerTables(catalog, desiredOf(PLAN, DAYS))).toEqual([])
    expect(glue.writes()).toEqual([])
  })

  test('registered partitions are added 100 at a time, changed and taken out', async () => {
    const glue = await useGlue()
    const catalog = await openCatalog(glue)
    const days = folders(...Array.from({ length: 230 }, (_, i) => `walk@2022-${1 + (i % 12)}-${1 + Math.floor(i / 12)}`))
    await registerTables(catalog, desiredOf(PLAN, days, 'registered'))
    expect(glue.writes().filter((operation) => operation === 'BatchCreatePartition')).toHaveLength(3 * 3)
    const { partitions } = glue.state.table('study', 'dataset_steps_v1')
    expect(partitions.size).toBe(230)
    expect(partitions.get('["walk","2022","3","1"]')?.StorageDescriptor).toMatchObject({
      Location: 's3://bucket/study/parquet/dataset_steps_v1/assessmentid=walk/year=2022/month=3/day=1/',
      SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
    })

    glue.requests.length = 0
    const wider = planOf([{ a: 1.5, list: [{ x: 1 }] }])
    const changes = await registerTables(catalog, desiredOf(wider, days.slice(60), 'registered'))
    const counts = Map.groupBy(changes, ({ change }) => change)
    expect([...counts].map(([change, of]) => [change, of.length])).toEqual([
      ['widen-column', 1],
      ['update-partition', 170],
      ['delete-partition', 180],
    ])
    expect(glue.writes().filter((operation) => operation === 'BatchDeletePartition')).toHaveLength(3 * 3)
    for (const partition of glue.state.table('study', 'dataset_steps_v1').partitions.values()) {
      expect(partition.StorageDescriptor?.Columns).toContainEqual({ Name: 'a', Type: 'double', Comment: 'The number at $.a.' })
    }
    glue.requests.length = 0
    expect(await registerTables(catalog, desiredOf(wider, days.slice(60), 'registered'))).toEqual([])
    expect(glue.writes()).toEqual([])
  })

  test('a partition that somebody has written to since it was listed stays', async () => {
    const glue = await useGlue()
    const catalog = await openCatalog(glue)
    await registerTables(catalog, desiredOf(PLAN, DAYS, 'registered'))
    await registerTables(catalog, desiredOf(PLAN, DAYS.slice(1), 'registered'), { isGone: async () => false })
    expect(glue.state.table('study', 'dataset_steps_v1').partitions.size).toBe(2)
  })

  test('a table that is widened while its partitions are registered: they get the columns that it has in the end', async () => {
    const glue = await useGlue()
    const catalog = await openCatalog(glue)
    let isFirst = true
    glue.meanwhile = (operation) => {
      if (operation !== 'BatchCreatePartition' || !isFirst) return
      isFirst = false
      const { input, partitions } = glue.state.table('study', 'dataset_steps_v1')
      const Columns = [...input.StorageDescriptor!.Columns!, { Name: 'later', Type: 'string' }]
      const wider = { ...input, StorageDescriptor: { ...input.StorageDescriptor, Columns } }
      glue.state.call('UpdateTable', { DatabaseName: 'study', TableInput: wider })
      // Somebody who stands for another folder was faster with one of them.
      const Values = ['walk', '2022', '1', '1']
      partitions.set(JSON.stringify(Values), { Values, StorageDescriptor: { Location: 's3://elsewhere/', Columns } })
    }
    await registerTables(catalog, desiredOf(PLAN, DAYS, 'registered'))
    const { partitions, input } = glue.state.table('study', 'dataset_steps_v1')
    expect([...partitions.values()].map(({ StorageDescriptor }) => StorageDescriptor!.Location)).toEqual(
      DAYS.map((folder) => `s3://bucket/study/parquet/dataset_steps_v1/${folder}`),
    )
    for (const { StorageDescriptor } of partitions.values()) expect(StorageDescriptor!.Columns).toEqual(input.StorageDescriptor!.Columns)
  })

  test('a database whose making is contended is made in the end', async () => {
    const glue = await useGlue()
    const catalog = await openCatalog(glue)
    let contended = 3
    glue.meanwhile = (operation) => {
      if (operation === 'CreateDatabase' && contended-- > 0) throw new GlueFailure('ConcurrentModificationException')
    }
    await registerTables(catalog, desiredOf(PLAN, DAYS))
    expect(glue.writes().filter((operation) => operation === 'CreateDatabase')).toHaveLength(4)
    expect(glue.state.databases.get('study')?.size).toBe(3)
  })

  test.each(['projected', 'registered'] as const)('a dry run says the same as the run, and writes nothing (%s)', async (mode) => {
    const glue = await useGlue()
    const catalog = await openCatalog(glue)
    const dry = await registerTables(catalog, desiredOf(PLAN, DAYS, mode), { dryRun: true })
    expect(glue.writes()).toEqual([])
    expect(glue.state.databases.size).toBe(0)
    expect(await registerTables(catalog, desiredOf(PLAN, DAYS, mode))).toEqual(dry)
  })

  test('a table of somebody else stops the run before anything is written', async () => {
    const glue = await useGlue()
    const catalog = await openCatalog(glue)
    glue.state.call('CreateDatabase', { DatabaseInput: { Name: 'study' } })
    glue.state.call('CreateTable', { DatabaseName: 'study', TableInput: { Name: 'dataset_steps_v1_list' } })
    await expect(registerTables(catalog, desiredOf(PLAN, DAYS))).rejects.toMatchObject({
      name: 'CatalogError',
      code: 'not-ours',
      place: { table: 'dataset_steps_v1_list' },
    })
    expect(glue.writes()).toEqual([])
  })

  test('a conflict names table and column, and leaves the table as it was', async () => {
    const glue = await useGlue()
    const catalog = await openCatalog(glue)
    await registerTables(catalog, desiredOf(PLAN, DAYS))
    const before = glue.state.contents('study')
    await expect(registerTables(catalog, desiredOf(planOf([{ a: 'x' }]), DAYS))).rejects.toMatchObject({
      code: 'catalog-conflict',
      place: { table: 'dataset_steps_v1', column: 'a' },
    })
    expect(glue.state.contents('study')).toEqual(before)
  })

  test('what Glue refuses is told by operation, table, status and request', async () => {
    const glue = await useGlue()
    glue.disturb(() => 0)
    const catalog = await openCatalog(glue, { maxAttempts: 3 })
    await expect(registerTables(catalog, desiredOf(PLAN, DAYS))).rejects.toMatchObject({
      code: 'catalog-unavailable',
      retryable: true,
      message:
        'Glue did not do GetDatabase: ThrottlingException (status 400, request r-1); tried 3 times. Run again: what is done stays done.',
    })
    expect(glue.requests).toEqual(['GetDatabase', 'GetDatabase', 'GetDatabase'])
  })
})

const PLANS = [
  [{ a: 1, list: [{ x: 1 }] }],
  [{ a: 1.5, list: [{ x: 1 }] }],
  [{ a: 1, b: 'x', list: [{ x: 1 }] }],
  [{ a: 1, c: true, list: [{ x: 1, y: 'z' }] }],
].map((documents) => planOf(documents))

describe.each(['projected', 'registered'] as const)('concurrent registrations (%s)', (mode) => {
  test.each([
    [2, 24],
    [8, 8],
  ])('%i registrars converge, in each of %i interleavings', async (registrars, interleavings) => {
    const glue = await useGlue()
    for (let seed = 1; seed <= interleavings; seed++) {
      const random = seeded(seed * 1000 + registrars)
      glue.state.databases.clear()
      glue.disturb(seededByClient(seed))
      const all = Array.from({ length: registrars }, () => ({
        plan: PLANS[Math.floor(random() * PLANS.length)]!,
        days: mode === 'registered' ? DAYS : folders(`walk@${2020 + Math.floor(random() * 5)}-1-1`, 'walk@2022-1-2'),
      }))
      const catalogs = await Promise.all(all.map((_, i) => openCatalog(glue, { maxAttempts: 30, client: String(i) })))
      await Promise.all(all.map(({ plan, days }, i) => registerTables(catalogs[i]!, desiredOf(plan, days, mode))))
      const columns = glue.state.table('study', 'dataset_steps_v1').input.StorageDescriptor!.Columns!
      const names = new Set(all.flatMap(({ plan }) => plan.tables[0]!.columns.map(({ name }) => name)))
      for (const key of ['assessmentid', 'year', 'month', 'day']) names.delete(key)
      expect(new Set(columns.map(({ Name }) => Name))).toEqual(names)
      expect(columns.find(({ Name }) => Name === 'a')!.Type).toBe(all.some(({ plan }) => plan === PLANS[1]) ? 'double' : 'bigint')
      const settled = glue.state.contents('study')
      glue.disturb(undefined)
      for (const [i, { plan, days }] of all.entries()) expect(await registerTables(catalogs[i]!, desiredOf(plan, days, mode))).toEqual([])
      expect(glue.state.contents('study')).toEqual(settled)
    }
  })
})
