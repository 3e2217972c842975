import { relationalize, type Table } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { withDuckDb } from '../support/duckdb.js'
import { fixturesAreThere, readFixture, sayLeftOut } from '../support/fixtures.js'

const metadata = { recordid: 'OCJByUtSrVTYtqObYp7XZV_J' }

async function relationalizeSample(): Promise<{ table: Table; bytes: Uint8Array; rows: number }[]> {
  const bytes = readFixture('bridge', 'sample-spelling-5.zip')
  return Array.fromAsync(relationalize({ name: 'sample.zip', metadata, bytes: async () => bytes }))
}

if (fixturesAreThere) {
  test('a real upload gives the tables of its entries, and DuckDB reads every part', async () => {
    const parts = await relationalizeSample()
    await withDuckDb(async (db) => {
      const rows: Record<string, number> = {}
      for (const { table, bytes } of parts) {
        await db.addTable(table.name, [bytes])
        const [counted] = await db.query(`SELECT count(*) AS n, count(recordid) AS m FROM "${table.name}"`)
        expect(counted!['m']).toBe(counted!['n'])
        rows[table.name] = Number(counted!['n'])
      }
      expect(rows).toMatchObject({
        dataset_motion_v1: 4,
        dataset_taskdata_v1: 1,
        dataset_taskdata_v1_stepHistory: 4,
        dataset_taskdata_v1_userInteractions: 18,
        dataset_taskdata_v1_userInteractions_controlEvent: 18,
        dataset_taskdata_v1_consideredSteps: 5,
        dataset_taskdata_v1_taskStatus: 1,
        dataset_taskdata_v1_steps: 5,
        dataset_microphone_levels_v1: 4,
        dataset_weather_v1: 1,
      })
      expect(
        await db.query(
          `SELECT p.recordid, c.index, c.identifier FROM dataset_taskdata_v1 p
           JOIN dataset_taskdata_v1_stepHistory c ON c.recordid = p.recordid AND c.id = p.stepHistory ORDER BY c.index`,
        ),
      ).toEqual(
        ['MTB_Spelling_Welcome', 'MTB_Spelling_Instruction1', 'MTB_Spelling_Instruction2', '506_subpoena'].map((identifier, index) => ({
          recordid: metadata.recordid,
          index: String(index),
          identifier,
        })),
      )
    })
  })

  test('the same archive gives the same bytes', async () => {
    const [first, second] = [await relationalizeSample(), await relationalizeSample()]
    expect(second).toEqual(first)
  })
} else test('the sample archive', () => sayLeftOut('2 cases of the sample archive'))
