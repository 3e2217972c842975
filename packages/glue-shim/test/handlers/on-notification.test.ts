import { createNotificationHandler } from '@bridge-downstream/glue-shim/handlers'
import { describe, expect, test } from 'vitest'
import { context, keysOf, makeHandlerWorld, printed, QUEUE, REBUILDS, tellOf } from './handler-world.js'

const SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'answers_schema.json',
  type: 'object',
  properties: Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`q${i}`, { type: 'integer' }])),
}
const manifest = { files: [{ filename: 'answers.json', timestamp: '2024-01-02T03:04:05Z', jsonSchema: 'answers_schema.json' }] }
const SECRETS = ['PRIVATE-ANSWER', 'PRIVATE-HEALTH-CODE', '471.25']
const invalidEntries = {
  'metadata.json': manifest,
  'answers_schema.json': SCHEMA,
  'answers.json': Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`q${i}`, 'PRIVATE-ANSWER'])),
}
const good = { 'motion.json': [{ x: 471.25, note: 'PRIVATE-ANSWER' }] }
const metadata = { healthcode: 'PRIVATE-HEALTH-CODE' }

describe('a record that is invalid', () => {
  test('is told of with at most ten errors a file, each with its pointer, and writes nothing else', async () => {
    const world = makeHandlerWorld()
    await world.upload('bad', invalidEntries, metadata)
    const handler = createNotificationHandler(world.options)
    const record = tellOf('bad')
    expect(await handler({ Records: [record] }, context)).toEqual({ batchItemFailures: [] })
    expect(world.sent.map(({ queue }) => queue)).toEqual([QUEUE])
    const { body, attributes, deduplicationId } = world.sent[0]!.message
    const { validation_result: result, ...message } = JSON.parse(body) as { validation_result: { errors: Record<string, string[]> } }
    expect(message).toEqual(JSON.parse(record.body))
    const { errors, ...rest } = result
    expect(rest).toEqual({
      assessmentId: 'walk',
      assessmentRevision: 1,
      appId: 'app',
      recordId: 'bad',
      schema_url: expect.stringContaining('answers_schema.json'),
    })
    expect(Object.keys(errors)).toEqual(['answers.json'])
    expect(errors['answers.json']).toHaveLength(10)
    for (const error of errors['answers.json']!) expect(error).toMatch(/^\/q\d+: must be integer$/)
    expect([attributes, deduplicationId]).toEqual([
      { code: 'invalid-record', app: 'app', study: 's1' },
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ])
    const folders = new Set((await keysOf(world.destination('s1'))).map((key) => key.split('/')[0]))
    expect([...folders]).toEqual(['quarantine', 'receipts'])
  })

  test('is told of again when it is delivered again, with the same id', async () => {
    const world = makeHandlerWorld()
    await world.upload('bad', invalidEntries)
    const handler = createNotificationHandler(world.options)
    await handler({ Records: [tellOf('bad')] }, context)
    const before = await keysOf(world.destination('s1'))
    expect(await createNotificationHandler(world.options)({ Records: [tellOf('bad')] }, context)).toEqual({ batchItemFailures: [] })
    expect(world.sent).toHaveLength(2)
    expect(world.sent[1]).toEqual(world.sent[0])
    expect(await keysOf(world.destination('s1'))).toEqual(before)
  })

  test('is delivered again if it could not be told of', async () => {
    const world = makeHandlerWorld()
    await world.upload('bad', invalidEntries)
    const handler = createNotificationHandler(world.options)
    world.refuseMessages(1)
    expect(await handler({ Records: [tellOf('bad')] }, context)).toEqual({ batchItemFailures: [{ itemIdentifier: 's1-bad' }] })
    expect(await handler({ Records: [tellOf('bad')] }, context)).toEqual({ batchItemFailures: [] })
    expect(world.sent).toHaveLength(1)
  })
})

describe('each message is answered for by itself', () => {
  test('an unknown study and an object that is not there fail; poison is refused; the neighbours are taken', async () => {
    const world = makeHandlerWorld()
    await world.upload('a', good)
    await world.upload('b', good)
    const poison = { messageId: 'poison', body: 'PRIVATE-ANSWER' }
    const records = [tellOf('a'), tellOf('a', 'nobody'), poison, tellOf('gone'), tellOf('b'), tellOf('a', 's2')]
    expect(await createNotificationHandler(world.options)({ Records: records }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'nobody-a' }, { itemIdentifier: 's1-gone' }],
    })
    expect(await keysOf(world.destination('s1'), 'raw_json/')).toHaveLength(2)
    expect(await keysOf(world.destination('s2'), 'raw_json/')).toHaveLength(1)
    expect(world.sent).toEqual([
      {
        queue: QUEUE,
        message: {
          body: 'PRIVATE-ANSWER',
          deduplicationId: expect.any(String),
          attributes: { code: 'not-json', reason: expect.any(String) },
        },
      },
    ])
    expect(world.sent[0]!.message.attributes!['reason']).not.toContain('PRIVATE')
  })

  test('without an invalid queue, what is refused is left to the dead letters', async () => {
    const world = makeHandlerWorld({})
    const result = await createNotificationHandler(world.options)({ Records: [{ messageId: 'poison', body: '[' }] }, context)
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'poison' }] })
  })

  test('a redelivery, and two messages of one record in a batch, write each row once', async () => {
    const world = makeHandlerWorld()
    await world.upload('a', good)
    const handler = createNotificationHandler(world.options)
    await handler({ Records: [tellOf('a'), { ...tellOf('a'), messageId: 'again' }] }, context)
    const before = await keysOf(world.destination('s1'))
    await handler({ Records: [tellOf('a')] }, context)
    expect(await keysOf(world.destination('s1'))).toEqual(before)
    expect(before.filter((key) => key.startsWith('raw_json/'))).toHaveLength(1)
  })

  test('what there is no time for is delivered again', async () => {
    const world = makeHandlerWorld()
    await world.upload('a', good)
    const late = { awsRequestId: 'r', getRemainingTimeInMillis: () => 0 }
    const handler = createNotificationHandler(world.options)
    const failed = { batchItemFailures: [{ itemIdentifier: 's1-a' }] }
    expect(await handler({ Records: [tellOf('a')] }, late)).toEqual(failed)
    expect(await handler({ Records: [tellOf('a')] }, context)).toEqual({ batchItemFailures: [] })
  })
})

test('partitions that have new documents are asked to be rebuilt, each once, when all is written', async () => {
  const world = makeHandlerWorld({ invalidQueueUrl: QUEUE, rebuildQueueUrl: REBUILDS })
  for (const key of ['a', 'b']) await world.upload(key, good)
  await createNotificationHandler(world.options)({ Records: [tellOf('a'), tellOf('b')] }, context)
  const partition = 'assessmentid=walk/year=2024/month=1/day=2/'
  expect(world.sent.map(({ queue, message }) => [queue, JSON.parse(message.body)])).toEqual([
    [REBUILDS, { app: 'app', study: 's1', dataset: 'motion_v1', partition }],
  ])
})

test('a batch of items says what became of each', async () => {
  const world = makeHandlerWorld()
  await world.upload('a', good)
  await world.upload('bad', invalidEntries)
  const item = (key: string, study = 's1'): Record<string, string> => ({ app: 'app', study, bucket: 'raw', key })
  const items = [
    item('app/a.zip'),
    item('app/bad.zip'),
    item('app/gone.zip'),
    item('other/x.zip'),
    item('app/a.zip', 'nobody'),
    item('app/a.zip'),
  ]
  expect(await createNotificationHandler(world.options)({ Items: items }, context)).toEqual({
    taken: 2,
    quarantined: 1,
    duplicate: 0,
    forgotten: 0,
    doneBefore: 1,
    refused: 1,
    failed: [
      { ...items[4], code: 'unknown-study' },
      { ...items[2], code: 'not-found' },
    ],
  })
  const told = world.sent.find(({ message }) => message.attributes!['code'] === 'invalid-record')!
  expect(JSON.parse(told.message.body)).toMatchObject({
    appId: 'app',
    studyId: 's1',
    recordId: 'bad',
    s3Bucket: 'raw',
    s3Key: 'app/bad.zip',
  })
})

test('nothing that is printed holds a value', async () => {
  const world = makeHandlerWorld({ invalidQueueUrl: QUEUE, logLevel: 'debug' })
  await world.upload('a', good, metadata)
  await world.upload('bad', invalidEntries, metadata)
  await world.upload('broken', new TextEncoder().encode('PRIVATE-ANSWER is no archive'), metadata)
  await world.upload('half', { 'motion.json': '[{"x":471.25,"note":"PRIVATE-ANSWER"' }, metadata)
  const failing = async (): Promise<never> => {
    throw new TypeError('Cannot read PRIVATE-ANSWER of undefined')
  }
  const text = await printed(async () => {
    const records = [
      ...['a', 'bad', 'broken', 'half', 'gone'].map((key) => tellOf(key)),
      { messageId: 'm', body: '{"appId":"PRIVATE-ANSWER"' },
    ]
    await createNotificationHandler(world.options)({ Records: records }, context)
    await createNotificationHandler({ ...world.options, sendMessages: failing })({ Records: records }, context)
  })
  for (const secret of SECRETS) expect(text).not.toContain(secret)
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toContainEqual(
    expect.objectContaining({ message: 'upload', app: 'app', study: 's1', recordId: 'a', outcome: 'taken', datasets: ['motion_v1'] }),
  )
  expect(lines).toContainEqual(expect.objectContaining({ recordId: 'bad', outcome: 'quarantined', code: 'invalid' }))
  expect(lines).toContainEqual(expect.objectContaining({ code: 'TypeError', message: 'failed, to be delivered again' }))
  expect(lines).toContainEqual(expect.objectContaining({ app: 'app', study: 's1', RecordsTaken: 1, Documents: 1 }))
})

test('a JSON Schema that cannot be had just now does not quarantine the record', async () => {
  const world = makeHandlerWorld({
    invalidQueueUrl: QUEUE,
    studies: [{ app: 'app', study: 's1', uploads: ['s3://raw/app'], schemaMirror: 'no-such-folder' }],
  })
  const url = 'https://raw.githubusercontent.com/a/b/answers.json'
  const files = [{ filename: 'answers.json', timestamp: '2024-01-02T03:04:05Z', jsonSchema: url }]
  await world.upload('a', { 'metadata.json': { files }, 'answers.json': { x: 1 } })
  const fetching = globalThis.fetch
  globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'))
  try {
    expect(await createNotificationHandler(world.options)({ Records: [tellOf('a')] }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 's1-a' }],
    })
  } finally {
    globalThis.fetch = fetching
  }
  expect(await keysOf(world.destination('s1'))).toEqual([])
  expect(world.sent).toEqual([])
})
