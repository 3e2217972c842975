import {
  inferSchema,
  parseJson,
  planTables,
  planToDdl,
  relationalize,
  type ExamineOptions,
  type JsonValue,
  type PlanOptions,
  type TablePlan,
} from '@bridge-downstream/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { withDuckDb } from '../support/duckdb.js'
import { bridgeOptions, sampleArchive, unpack } from '../support/bridge.js'
import { fixturesAreThere, sayLeftOut } from '../support/fixtures.js'

test('contract 18: 0 in one file and 0.5 in the next is one column of doubles', async () => {
  const files = ['{"score":0}', '{"score":0.5}', '{"score":1}'].map((text, i) => ({
    name: `r${i}/a.json`,
    bytes: async () => new TextEncoder().encode(text),
  }))
  const parts = await Array.fromAsync(relationalize(files))
  await withDuckDb(async (db) => {
    await db.addTable(
      'a',
      parts.map(({ bytes }) => bytes),
    )
    expect(await db.query('SELECT score, typeof(score) AS type FROM a ORDER BY score')).toEqual([
      { score: 0, type: 'DOUBLE' },
      { score: 0.5, type: 'DOUBLE' },
      { score: 1, type: 'DOUBLE' },
    ])
  })
})

if (fixturesAreThere) {
  describe('contract 18: the names that consumers rely on', () => {
    let options: ExamineOptions
    beforeAll(async () => {
      options = await bridgeOptions()
    })

    async function planOf(dataset: string, overrides: PlanOptions['overrides'] = {}): Promise<TablePlan> {
      const { objects } = await unpack(sampleArchive(), options)
      const documents = [...objects].filter(([key]) => key.startsWith(`dataset=${dataset}/`)).flatMap(([, list]) => list)
      return planTables(inferSchema(documents.map((document): JsonValue => parseJson(JSON.stringify(document)))), { dataset, overrides })
    }

    test('tables', async () => {
      const names = (await planOf('sharedSchema_v1')).tables.map(({ name }) => name)
      expect(names).toEqual(
        expect.arrayContaining(['dataset_sharedschema_v1', 'dataset_sharedschema_v1_stepHistory', 'dataset_sharedschema_v1_taskStatus']),
      )
    })

    test('the dotted name of a nested array of scalars, as an alias', async () => {
      const alias = 'userInteractions.val.controlEvent.val'
      const plan = await planOf('sharedSchema_v1', { '$.userInteractions[].controlEvent[]': { alias } })
      const table = plan.tables.find(({ name }) => name === 'dataset_sharedschema_v1_userInteractions_controlEvent')!
      expect(table.columns.find((column) => column.alias === alias)).toMatchObject({ name: 'controlEvent_val', type: 'string' })
      expect(planToDdl(plan, { dialect: 'duckdb', location: 'tables' }).join()).toContain(`AS "${alias}"`)
    })

    test('columns: case is kept', async () => {
      const [root] = (await planOf('sharedSchema_v1')).tables
      expect(root!.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['startDate', 'taskRunUUID', 'stepHistory']))
    })
  })
} else test('names', () => sayLeftOut('names of the sample archive’s tables'))
