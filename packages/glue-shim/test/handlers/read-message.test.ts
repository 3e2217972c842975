import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fixturePath, fixturesAreThere, sayLeftOut } from '../../../core/test/support/fixtures.js'
import { readMessage } from '../../src/handlers/read-message.js'
import { groupUnits, resolveNotice } from '../../src/handlers/upload-units.js'
import { parseConfig } from '../../src/config/parse-config.js'

const info = (bucket: string, key: string): Record<string, string> => ({ parentProjectId: 'syn1', s3Bucket: bucket, s3Key: key })
const envelope = (message: unknown): string => JSON.stringify({ Type: 'Notification', MessageId: 'm', Message: JSON.stringify(message) })
const noticesOf = (message: unknown): unknown => readMessage(JSON.stringify(message)).notices

describe('notifications of Bridge', () => {
  test('of an app: one for each study, with its own copy after the app’s', () => {
    const message = { appId: 'a', recordId: 'r', record: info('b', 'k'), studyRecords: { s1: info('b1', 'k1'), s2: {} }, type: 'x' }
    const app = { bucket: 'b', key: 'k' }
    const expected = [
      { app: 'a', study: 's1', recordId: 'r', objects: [app, { bucket: 'b1', key: 'k1' }] },
      { app: 'a', study: 's2', recordId: 'r', objects: [app] },
    ]
    expect(noticesOf(message)).toEqual(expected)
    expect(readMessage(envelope(message))).toEqual({ notification: message, notices: expected })
    expect(readMessage(envelope(JSON.parse(envelope(message)))).notices).toEqual(expected)
  })

  test('without record the study’s copy counts; without studies whoever has the object is meant', () => {
    expect(noticesOf({ appId: 'a', recordId: 'r', studyRecords: { s: info('b', 'k') } })).toEqual([
      { app: 'a', study: 's', recordId: 'r', objects: [{ bucket: 'b', key: 'k' }] },
    ])
    expect(noticesOf({ appId: 'a', recordId: 'r', record: info('b', 'k'), studyRecords: {} })).toEqual([
      { app: 'a', study: undefined, recordId: 'r', objects: [{ bucket: 'b', key: 'k' }] },
    ])
  })

  test('of a study: flat', () => {
    expect(noticesOf({ appId: 'a', studyId: 's', recordId: 'r', ...info('b', 'k') })).toEqual([
      { app: 'a', study: 's', recordId: 'r', objects: [{ bucket: 'b', key: 'k' }] },
    ])
  })

  test('a study that is called __proto__ is a study like any other', () => {
    const body = '{"appId":"a","recordId":"r","studyRecords":{"__proto__":{"s3Bucket":"b","s3Key":"k"}}}'
    expect(readMessage(body).notices).toEqual([{ app: 'a', study: '__proto__', recordId: 'r', objects: [{ bucket: 'b', key: 'k' }] }])
  })
})

describe('events of S3', () => {
  test('keys are decoded; a test and removals ask for nothing', () => {
    const record = (eventName: string, key: string): unknown => ({ eventName, s3: { bucket: { name: 'b' }, object: { key } } })
    const object = { bucket: 'b', key: 'a b/ü+1.zip' }
    expect(noticesOf({ Records: [record('ObjectCreated:Put', 'a+b/%C3%BC%2B1.zip'), record('ObjectRemoved:Delete', 'x')] })).toEqual([
      { app: undefined, study: undefined, recordId: undefined, objects: [object] },
    ])
    expect(noticesOf({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' })).toEqual([])
  })
})

test.each([
  ['no JSON', '{"appId":', 'not-json'],
  ['no object', '[1]', 'no-notification'],
  ['a number that no double holds', '1e999', 'no-notification'],
  ['no app', '{"recordId":"SECRET"}', 'no-notification'],
  ['a record that is a text', '{"appId":"a","recordId":"r","record":"SECRET"}', 'no-notification'],
  ['a study that is a text', '{"appId":"a","recordId":"r","studyRecords":{"s":"SECRET"}}', 'no-notification'],
  ['studies that are a list', '{"appId":"a","recordId":"r","studyRecords":["SECRET"]}', 'no-notification'],
  ['an event of another shape', '{"Records":[{"SECRET":1}]}', 'no-notification'],
  [
    'a key that is not encoded',
    '{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"%E0%"}}}]}',
    'no-notification',
  ],
])('%s is refused, without its content', (_, body, code) => {
  const error = errorOf(() => readMessage(body))
  expect(error).toMatchObject({ name: 'RefusedMessage', code })
  expect(String(error)).not.toContain('SECRET')
})

describe('studies and uploads', () => {
  const config = parseConfig({
    version: 1,
    destination: 's3://results',
    studies: ['a1', 'a2'].flatMap((app) =>
      ['s1', 's2'].map((study) => ({ app, study, uploads: [`s3://raw/${app}`, `s3://own/${app}/${study}/`] })),
    ),
  })
  const resolve = (message: unknown): [string, string, string][] =>
    readMessage(JSON.stringify(message)).notices.flatMap((notice) =>
      resolveNotice(config, notice).units.map(({ study, uploads, key }): [string, string, string] => [
        `${study.app}/${study.study}`,
        uploads,
        key,
      ]),
    )

  test('two apps and two studies make four groups; a record in two studies is one unit for each', () => {
    const notices = ['a1', 'a2', 'a1'].flatMap((appId, i) => {
      const message = { appId, recordId: `r${i}`, record: info('raw', `${appId}/d/r${i}`), studyRecords: { s1: {}, s2: {} } }
      return readMessage(JSON.stringify(message)).notices
    })
    const groups = groupUnits(notices.flatMap((notice) => resolveNotice(config, notice).units))
    expect([...groups].map(([{ app, study }, units]) => [app, study, units.map(({ key }) => key)])).toEqual([
      ['a1', 's1', ['d/r0', 'd/r2']],
      ['a1', 's2', ['d/r0', 'd/r2']],
      ['a2', 's1', ['d/r1']],
      ['a2', 's2', ['d/r1']],
    ])
  })

  test('the copy that lies among the study’s uploads is taken', () => {
    const studyRecords = { s1: info('own', 'a1/s1/x.zip') }
    expect(resolve({ appId: 'a1', recordId: 'r', record: info('elsewhere', 'k'), studyRecords })).toEqual([
      ['a1/s1', 's3://own/a1/s1/', 'x.zip'],
    ])
    expect(
      resolve({ Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'raw' }, object: { key: 'a2/x.zip' } } }] }),
    ).toEqual([
      ['a2/s1', 's3://raw/a2', 'x.zip'],
      ['a2/s2', 's3://raw/a2', 'x.zip'],
    ])
  })

  test.each([
    ['outside its uploads', { appId: 'a1', studyId: 's1', recordId: 'r', ...info('raw', 'a2/x.zip') }, 'outside-uploads'],
    [
      'beside a folder of the same beginning',
      { appId: 'a1', studyId: 's1', recordId: 'r', ...info('raw', 'a1x/x.zip') },
      'outside-uploads',
    ],
    ['named by nobody', { appId: 'a1', studyId: 's1', recordId: 'r' }, 'no-object'],
    ['of no study', { appId: 'a1', recordId: 'r', record: info('other', 'k'), studyRecords: {} }, 'no-study'],
    ['of an unknown study', { appId: 'a1', studyId: 's9', recordId: 'r', ...info('raw', 'a1/x') }, 'unknown-study'],
  ])('an object %s is not read', (_, message, code) => {
    const [notice] = readMessage(JSON.stringify(message)).notices
    expect(resolveNotice(config, notice!)).toMatchObject({ units: [], failures: [{ code }] })
  })
})

test.runIf(fixturesAreThere).each([
  ['sqs-one-record.json', 1],
  ['sqs-106-records.json', 106],
])('each message of %s starts one unit', (file, count) => {
  const { Records: records } = JSON.parse(readFileSync(fixturePath('bridge', 'events', file), 'utf8')) as { Records: { body: string }[] }
  const notices = records.flatMap(({ body }) => readMessage(body).notices)
  const apps = [...new Set(notices.map(({ app, study }) => `${app}/${study}`))]
  const studies = apps.map((name) => ({
    app: name.split('/')[0]!,
    study: name.split('/')[1]!,
    uploads: ['s3://bridge-raw-data', 's3://dummy-bucket'],
  }))
  const config = parseConfig({ version: 1, destination: 's3://results', studies })
  const units = notices.flatMap((notice) => resolveNotice(config, notice).units)
  expect([records.length, units.length]).toEqual([count, count])
  const groups = groupUnits(units)
  expect([...groups.keys()].map(({ app, study }) => `${app}/${study}`)).toEqual(apps)
  expect([...groups.values()].reduce((sum, group) => sum + group.length, 0)).toBe(count)
})
if (!fixturesAreThere) sayLeftOut('2 recorded events')

function errorOf(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
