import {
  createListWorkHandler,
  createNotificationHandler,
  createRebuildHandler,
  type PartitionItem,
} from '@bridge-downstream/glue-shim/handlers'
import { createMemoryStore, refreshPartition, type Store } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { context, keysOf, makeHandlerWorld, tellOf, type HandlerWorld } from './handler-world.js'

async function filledWorld(): Promise<HandlerWorld> {
  const world = makeHandlerWorld()
  for (const [key, day] of [
    ['a', 2],
    ['b', 3],
  ] as const) {
    await world.upload(key, { 'motion.json': [{ x: 1, marks: [1, 2] }] }, { uploadedon: `2024-01-0${day}T03:04:05Z` })
  }
  await createNotificationHandler(world.options)({ Records: [tellOf('a'), tellOf('b')] }, context)
  return world
}

const partitionOf = (day: number): PartitionItem => ({
  app: 'app',
  study: 's1',
  dataset: 'motion_v1',
  partition: `assessmentid=walk/year=2024/month=1/day=${day}/`,
})

async function list(world: HandlerWorld, work: 'archives' | 'partitions'): Promise<{ items: unknown[]; count: number; failed: unknown }> {
  const store: Store = { ...createMemoryStore(), url: 's3://results/bridge-downstream' }
  const answer = await createListWorkHandler({ ...world.options, openWork: () => store })({ work, runId: 'arn:run-1' }, context)
  expect(answer).toMatchObject({ bucket: 'results', key: `bridge-downstream/_work/arn:run-1/${work}.json` })
  const bytes = await (await store.get(`_work/arn:run-1/${work}.json`)).bytes()
  return { items: JSON.parse(Buffer.from(bytes).toString()) as unknown[], count: answer.count, failed: answer.failed }
}

test('a partition is rebuilt once, by whatever asks for it, and only if it is stale', async () => {
  const world = await filledWorld()
  const handler = createRebuildHandler(world.options)
  const body = JSON.stringify(partitionOf(2))
  expect(
    await handler(
      {
        Records: [
          { messageId: '1', body },
          { messageId: '2', body },
        ],
      },
      context,
    ),
  ).toEqual({ batchItemFailures: [] })
  const parts = await keysOf(world.destination('s1'), 'parquet/')
  expect(parts).toEqual(
    ['dataset_motion_v1', 'dataset_motion_v1_marks'].map((table) => `parquet/${table}/${partitionOf(2).partition}part-00000.parquet`),
  )
  expect(await handler(partitionOf(2), context)).toEqual({ rebuilt: 0, removed: 0, done: 1, failed: [] })
  expect(await handler({ Items: [partitionOf(2), partitionOf(3)] }, context)).toEqual({ rebuilt: 1, removed: 0, done: 1, failed: [] })
})

test('what has no JSON any more is removed, leftovers too', async () => {
  const world = await filledWorld()
  const handler = createRebuildHandler(world.options)
  await handler({ Items: [partitionOf(2), partitionOf(3)] }, context)
  const store = world.destination('s1')
  for (const key of await keysOf(store, 'raw_json/')) if (key.includes('day=3')) await store.delete(key)
  const { items } = await list(world, 'partitions')
  expect(items).toEqual([{ ...partitionOf(3), folders: ['dataset_motion_v1', 'dataset_motion_v1_marks'] }])
  // As if the dataset had gone altogether.
  for (const prefix of ['plans/', 'registry/']) for (const key of await keysOf(store, prefix)) await store.delete(key)
  expect(await handler({ Items: items }, context)).toEqual({ rebuilt: 0, removed: 1, done: 0, failed: [] })
  expect((await keysOf(store, 'parquet/')).filter((key) => key.includes('day=3'))).toEqual([])
})

test('items that cannot be done are named, and the others are done', async () => {
  const world = await filledWorld()
  const store = world.destination('s1')
  const key = (await keysOf(store, 'raw_json/')).find((each) => each.includes('day=2'))
  await store.put(key!, Buffer.from('{"x":\n'))
  const items = [
    partitionOf(2),
    partitionOf(3),
    { ...partitionOf(2), study: 'nobody' },
    { app: 'app' },
    { ...partitionOf(2), dataset: 'a/../b' },
  ]
  expect(await createRebuildHandler(world.options)({ Items: items }, context)).toEqual({
    rebuilt: 1,
    removed: 0,
    done: 0,
    failed: [
      { ...items[0], code: 'bad-json' },
      { ...items[2], code: 'unknown-study' },
      { ...items[3], code: 'bad-item' },
      { ...items[4], code: 'bad-partition' },
    ],
  })
  const bodies = [JSON.stringify(items[1]), 'no JSON'].map((body, i) => ({ messageId: String(i), body }))
  expect(await createRebuildHandler(world.options)({ Records: bodies }, context)).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] })
})

test('archives without a receipt of their version are listed, for every study that has them', async () => {
  const world = await filledWorld()
  await world.upload('b', { 'motion.json': [{ x: 2 }] })
  await world.upload('c', { 'motion.json': [{ x: 3 }] })
  const item = (study: string, key: string): unknown => ({ app: 'app', study, bucket: 'raw', key: `app/${key}.zip` })
  const { items, count, failed } = await list(world, 'archives')
  expect(items).toEqual([item('s1', 'b'), item('s1', 'c'), item('s2', 'a'), item('s2', 'b'), item('s2', 'c')])
  expect([count, failed]).toEqual([5, []])
  expect(await createNotificationHandler(world.options)({ Items: items }, context)).toMatchObject({ taken: 5, failed: [] })
  expect((await list(world, 'archives')).items).toEqual([])
})

test('a study that cannot be listed is named, and the others are listed', async () => {
  const world = await filledWorld()
  await world.destination('s2').put('raw_json/dataset=x_v1/part.ndjson', Buffer.from('{}\n'))
  const { items, failed } = await list(world, 'partitions')
  expect(items).toEqual([partitionOf(2), partitionOf(3)])
  expect(failed).toEqual([{ app: 'app', study: 's2', code: 'unknown-dataset' }])
})

test('an event that asks for no list is refused', async () => {
  const world = makeHandlerWorld()
  const event = { work: 'archives', runId: '../x' } as const
  await expect(createListWorkHandler(world.options)(event, context)).rejects.toThrow('wrong: /runId')
  await expect(
    refreshPartition(createMemoryStore(), { dataset: 'a', partition: 'no-slash' }, { injection: { fields: [] } }),
  ).rejects.toMatchObject({ code: 'bad-partition' })
})
