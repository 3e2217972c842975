import { archiveDataset, openDatasets, rebuild, unpack, type RebuildLedger, type Store, type UnpackLedger } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { EXAMINE, smallStudy } from '../../core/test/support/study.js'
import { openFrontStore } from './front-store.js'

const ARCHIVES = 70

async function runPipeline(store: Store): Promise<{ unpacked: UnpackLedger; rebuilt: RebuildLedger }> {
  const unpacked = await unpack(smallStudy(ARCHIVES), store, { examine: EXAMINE, concurrency: 3 })
  return { unpacked, rebuilt: await rebuild(store, { injection: EXAMINE.preset.injection, concurrency: 3 }) }
}

async function contents(store: Store): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const { key, etag } of store.list()) {
    const object = await store.get(key)
    found[key] = `${etag} ${JSON.stringify(object.metadata)} ${Buffer.from(await object.bytes()).toString('latin1')}`
  }
  return found
}

test('with faults in a tenth of all requests, a pipeline on S3 ends as an undisturbed one, and its ledgers add up', async () => {
  const calm = await openFrontStore()
  const undisturbed = await runPipeline(calm.store)
  const expected = await contents(calm.store)
  const { store, front, bucket } = await openFrontStore({ timeoutMs: 500 })
  const source = front.injectFaults({ rate: 0.1, seed: 7 })
  const disturbed = await runPipeline(store)
  front.injectFaults(undefined)
  const faults = [...source!.counts.values()].reduce((sum, count) => sum + count)
  console.info(`${faults} faults while ${Object.keys(expected).length} objects were made`)
  expect(faults).toBeGreaterThan(20)
  expect(disturbed).toEqual(undisturbed)
  expect(undisturbed.rebuilt.partitions.failed).toBe(0)
  expect(await contents(store)).toEqual(expected)
  expect(front.openUploads(bucket)).toEqual([])
})

test('with faults in a tenth of all requests, datasets on S3 are archived whole', async () => {
  const { store, front } = await openFrontStore({ timeoutMs: 500 })
  await runPipeline(store)
  const before = await contents(store)
  const datasets = (await openDatasets(store)).map(({ plan }) => plan.dataset)
  const source = front.injectFaults({ rate: 0.1, seed: 5 })
  for (const dataset of datasets) await archiveDataset(store, dataset)
  front.injectFaults(undefined)
  const faults = [...source!.counts.values()].reduce((sum, count) => sum + count)
  expect(faults).toBeGreaterThan(10)
  const isCopy = (key: string): boolean => /^parquet\/archive\/.*\.parquet$/.test(key)
  const after = Object.entries(await contents(store))
  const copies = after.flatMap(([key, content]) => (isCopy(key) ? [content.replace(/^\S+ /, '')] : []))
  const live = Object.entries(before).flatMap(([key, content]) => (key.startsWith('parquet/') ? [content.replace(/^\S+ /, '')] : []))
  expect(copies.sort()).toEqual(live.sort())
  expect(Object.fromEntries(after.filter(([key]) => !key.startsWith('parquet/archive/')))).toEqual(before)
})
