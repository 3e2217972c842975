import { createCatalogHandler, createNotificationHandler, createRebuildHandler } from '@bridge-downstream/glue-shim/handlers'
import { expect, test } from 'vitest'
import { registerDestination } from '../../src/catalog/register-destination.js'
import { useGlue } from '../catalog/catalog-samples.js'
import { context, makeHandlerWorld, tellOf, type HandlerWorld } from './handler-world.js'

const DATABASE = 'develop__bridge_downstream__app__s1'
/** That of the residue is there before anything is in it. */
const TABLES = ['dataset_motion_v1', 'dataset_motion_v1_marks', 'dataset_motion_v1_residue']

/** The first study has three tables, the other nothing; both lie in S3, as far as their stores say. */
async function filledWorld(): Promise<HandlerWorld['options']> {
  const world = makeHandlerWorld()
  await world.upload('a', { 'motion.json': [{ x: 1, marks: [1, 2] }] })
  await createNotificationHandler(world.options)({ Records: [tellOf('a')] }, context)
  const partition = 'assessmentid=walk/year=2024/month=1/day=2/'
  await createRebuildHandler(world.options)({ app: 'app', study: 's1', dataset: 'motion_v1', partition }, context)
  await world.destination('s2').put('plans/x_v1.json', Buffer.from('{"damaged":'))
  return {
    ...world.options,
    openDestination: (_config, { study }) => ({ ...world.destination(study), url: `s3://results/bridge-downstream/app/${study}` }),
  }
}

test('each study has its tables in its own database, a study that fails is named, and a second call changes nothing', async () => {
  const glue = await useGlue()
  const register: typeof registerDestination = (store, options) => registerDestination(store, { ...options, endpoint: glue.endpoint })
  const handler = createCatalogHandler({ ...(await filledWorld()), register })
  const failed = [{ app: 'app', study: 's2', code: 'damaged-plan' }]
  expect(await handler({}, context)).toEqual({ changes: 1 + TABLES.length, failed })
  expect([...glue.state.databases.keys()]).toEqual([DATABASE])
  expect(TABLES.map((table) => glue.state.table(DATABASE, table).input.StorageDescriptor!.Location)).toEqual(
    TABLES.map((table) => `s3://results/bridge-downstream/app/s1/parquet/${table}/`),
  )
  glue.requests.length = 0
  expect(await handler({ app: 'app' }, context)).toEqual({ changes: 0, failed })
  expect(await handler({ app: 'app', study: 's1' }, context)).toEqual({ changes: 0, failed: [] })
  expect(glue.writes()).toEqual([])
})

test('what there is no time for is named too', async () => {
  const late = { awsRequestId: 'r', getRemainingTimeInMillis: () => 0 }
  const handler = createCatalogHandler(makeHandlerWorld().options)
  expect(await handler({ app: 'app', study: 's1' }, late)).toEqual({
    changes: 0,
    failed: [{ app: 'app', study: 's1', code: 'AbortError' }],
  })
})

test('an event that names no studies is refused', async () => {
  const handler = createCatalogHandler(makeHandlerWorld().options)
  await expect(handler({ app: 'nobody' }, context)).rejects.toMatchObject({ code: 'unknown-study' })
  await expect(handler({ study: '' }, context)).rejects.toThrow('wrong: /study')
})
