import { afterAll, beforeAll, expect, test } from 'vitest'
import { withDuckDb } from '../../../core/test/support/duckdb.js'
import { removeFolder } from '../run-in.js'
import { pollQueue } from './event-source.js'
import { APP, buildBundles, makeWorld, type LambdaWorld } from './lambda-world.js'
import { contents, expectSame, messagesIn, receipts, undisturbed } from './read-outcome.js'
import type { RunningFunction } from './start-function.js'
import { makeTraffic, STUDIES, STUDY } from './study-traffic.js'

const LIMITS = { archives: 400, repeated: 62, refused: 30, unknown: 8 }

let bundles: string
let world: LambdaWorld
beforeAll(async () => {
  bundles = await buildBundles()
  world = await makeWorld(bundles, { studies: STUDIES, maxReceiveCount: 3 })
})
afterAll(async () => {
  await world.close()
  await removeFolder(bundles)
})

async function invoke(fn: RunningFunction, event: unknown): Promise<unknown> {
  const answer = await fn.invoke(event)
  if ('error' in answer) throw new Error(`${answer.error.errorType}: ${answer.error.errorMessage}`)
  return answer.payload
}

test('500 notifications, some poison, some twice, in any order: every good record once, every bad one told of', async () => {
  const { front } = world
  const { good, bad, sources } = await makeTraffic(world.bucket('uploads'), front.fauxqs, LIMITS, 5)
  const workers = await Promise.all([world.start('on-notification'), world.start('on-notification')])
  const polls = await Promise.all(workers.map((worker) => pollQueue(front.fauxqs.address, world.queueUrl('uploads'), worker)))
  expect(polls.flatMap(({ errors }) => errors)).toEqual([])

  const results = world.bucket('results', `out/bridge-downstream/${APP}/${STUDY}`)
  const expected = [
    ...good.map((recordId) => ({ recordId, outcome: 'taken' })),
    ...bad.map((recordId) => ({ recordId, outcome: 'quarantined' })),
  ]
  expect(await receipts(results)).toEqual(expected.sort((a, b) => (a.recordId < b.recordId ? -1 : 1)))
  expect(front.fauxqs.inspectQueue('uploads')!.messages).toEqual({ ready: [], delayed: [], inflight: [] })

  const invalid = messagesIn(front.fauxqs, 'invalid')
  const told = Map.groupBy(invalid, ({ code }) => code)
  const once = new Map(told.get('invalid-record')!.map(({ deduplicationId, body }) => [deduplicationId, body]))
  const recordIds = [...once.values()].map(
    (body) => (JSON.parse(body) as { validation_result: { recordId: string } }).validation_result.recordId,
  )
  expect(recordIds.sort()).toEqual(bad)
  const counts = [...told].map(([code, messages]) => [code, messages.length]).filter(([code]) => code !== 'invalid-record')
  expect(Object.fromEntries(counts)).toEqual({ 'not-json': 6, 'no-notification': 12, 'outside-uploads': 6, 'no-object': 6 })
  expect(
    messagesIn(front.fauxqs, 'uploads-dead')
      .map(({ body }) => (JSON.parse(body) as { studyId: string }).studyId)
      .sort(),
  ).toEqual(Array.from({ length: LIMITS.unknown }, (_, i) => `nobody-${i}`))

  const [lister, rebuilder] = await Promise.all([world.start('list-work'), world.start('rebuild-partition')])
  expect(await invoke(lister, { work: 'archives', runId: 'run-1' })).toMatchObject({ count: 0, failed: [] })
  const listed = (await invoke(lister, { work: 'partitions', app: APP, study: STUDY, runId: 'run-1' })) as {
    bucket: string
    key: string
    count: number
  }
  expect(listed).toEqual({ bucket: 'results', key: 'out/bridge-downstream/_work/run-1/partitions.json', count: 12, failed: [] })
  const items = JSON.parse((await contents(world.bucket('results'), listed.key)).get(listed.key)!) as unknown[]
  expect(await invoke(rebuilder, { Items: items })).toEqual({ rebuilt: 12, removed: 0, done: 0, failed: [] })
  expect(await invoke(lister, { work: 'partitions', runId: 'run-2' })).toMatchObject({ count: 0 })
  // What uploads have asked for has been done by then.
  const asked = await pollQueue(front.fauxqs.address, world.queueUrl('rebuilds'), rebuilder)
  expect(asked.errors).toEqual([])
  expect(rebuilder.logs()).toContain('"outcome":"done"')

  await expectSame(results, await undisturbed(sources))
  const tasks = [...(await contents(results, 'parquet/dataset_task_v1/')).values()].map((text) => Buffer.from(text, 'latin1'))
  await withDuckDb(async (db) => {
    await db.addTable('task', tasks)
    const rows = await db.query('SELECT recordid, count(*) AS n FROM task GROUP BY recordid ORDER BY recordid')
    expect(rows).toEqual(good.map((recordid) => ({ recordid, n: '1' })))
  })
  await Promise.all([...workers, lister, rebuilder].map((each) => each.stop()))
}, 300_000)
