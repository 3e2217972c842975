import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGlue, type GlueServer } from '../catalog/glue-server.js'
import { smallStudy } from '../../../core/test/support/study.js'
import { removeFolder } from '../run-in.js'
import { APP, buildBundles, makeWorld, type LambdaWorld } from './lambda-world.js'
import { contents } from './read-outcome.js'
import type { RunningFunction } from './start-function.js'
import { STUDIES, STUDY } from './study-traffic.js'

let bundles: string
let world: LambdaWorld
let glue: GlueServer
beforeAll(async () => {
  bundles = await buildBundles()
  glue = await startGlue()
  world = await makeWorld(bundles, { studies: [...STUDIES, { ...STUDIES[0]!, study: 'study-2' }], maxReceiveCount: 3 })
})
afterAll(async () => {
  await Promise.all([world.close(), glue.close()])
  await removeFolder(bundles)
})

async function payloadOf(fn: RunningFunction, event: unknown): Promise<unknown> {
  const answer = await fn.invoke(event)
  return 'error' in answer ? answer.error : answer.payload
}

test('the built function registers what the others have made, as a rebuild of all calls them', async () => {
  const items: object[] = []
  for (const source of smallStudy(4)) {
    const opened = await source.open()
    const key = `${APP}/${source.name}`
    await world.bucket('uploads').put(key, await opened.bytes(), { metadata: opened.metadata ?? {} })
    items.push({ app: APP, study: STUDY, bucket: 'uploads', key })
  }
  const starting = ['on-notification', 'list-work', 'rebuild-partition'].map((name) => world.start(name))
  const [unpacker, lister, rebuilder] = (await Promise.all(starting)) as [RunningFunction, RunningFunction, RunningFunction]
  const updater = await world.start('update-catalog', { AWS_ENDPOINT_URL_GLUE: glue.endpoint })
  expect(await payloadOf(unpacker, { Items: items })).toMatchObject({ taken: 4, failed: [] })
  const listed = (await payloadOf(lister, { work: 'partitions', runId: 'run-1' })) as { readonly key: string }
  const partitions = JSON.parse((await contents(world.bucket('results'), listed.key)).get(listed.key)!) as object[]
  expect(await payloadOf(rebuilder, { Items: partitions })).toMatchObject({ rebuilt: partitions.length, failed: [] })

  const folders = new Set<string>()
  const root = `out/bridge-downstream/${APP}/${STUDY}`
  for await (const { key } of world.bucket('results', root).list('parquet/')) folders.add(key.split('/')[1]!)
  expect(folders.size).toBeGreaterThan(1)
  const updated = await payloadOf(updater, {})
  const [database = ''] = glue.state.databases.keys()
  expect([...glue.state.databases.keys()]).toEqual(['develop__bridge_downstream__sample_app__study_1'])
  const tables = glue.state.databases.get(database)!
  expect(updated).toEqual({ changes: 1 + tables.size, failed: [] })
  expect([...tables.keys()].filter((name) => !name.endsWith('residue')).sort()).toEqual([...folders].sort())
  for (const folder of folders) {
    expect(glue.state.table(database, folder).input.StorageDescriptor!.Location).toBe(`s3://results/${root}/parquet/${folder}/`)
  }

  // A table of somebody else's stays theirs; the error keeps its name, though the bundle holds no classes of Glue's errors.
  glue.requests.length = 0
  expect(await payloadOf(updater, { app: APP, study: STUDY })).toEqual({ changes: 0, failed: [] })
  expect(glue.writes()).toEqual([])
  const [theirs] = folders
  glue.state.table(database, theirs!).input = { Name: theirs! }
  expect(await payloadOf(updater, {})).toEqual({ changes: 0, failed: [{ app: APP, study: STUDY, code: 'not-ours' }] })
  await Promise.all([unpacker, lister, rebuilder, updater].map((each) => each.stop()))
}, 120_000)
