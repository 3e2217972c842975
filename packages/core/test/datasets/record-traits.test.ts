import { expect, test } from 'vitest'
import { traitsOfDescription, traitsOfMetadata, type RecordTraits } from '../../src/datasets/record-traits.js'

const IPHONE = 'ClientInfo [appName=MobileToolboxApp, appVersion=73, osName=iPhone OS, osVersion=15.1]'

test('user metadata tells of assessment, app and device', () => {
  expect(traitsOfMetadata({ assessmentid: 'spelling', assessmentrevision: '5', clientinfo: IPHONE })).toEqual({
    assessment: 'spelling',
    revision: '5',
    app: 'MobileToolboxApp',
    appVersion: '73',
    os: 'iOS',
    osVersion: '15.1',
  })
  expect(traitsOfMetadata({ assessmentid: '', clientinfo: '{"osName":"Android"}' })).toEqual({ os: 'Android' })
  expect(traitsOfMetadata({})).toEqual({})
})

test.each<[string, RecordTraits]>([
  [
    '{"appName":"MobileToolboxApp","appVersion":"version 1.2.0, build 73","deviceInfo":"iPhone 7 Plus; iOS/15.1"}',
    { app: 'MobileToolboxApp', appVersion: '73', os: 'iOS', osVersion: '15.1' },
  ],
  ['{"appVersion":"1.2","phoneInfo":"one 5G; Android/11"}', { appVersion: '1.2', os: 'Android', osVersion: '11' }],
  ['{"appName":"???","appVersion":"???","deviceInfo":"Mac Version 13.3.1 (a)"}', {}],
  ['{"appName":{"a":1},"deviceInfo":7}', {}],
  ['[1]', {}],
])('an archive says of itself %s', (text, expected) => expect(traitsOfDescription(JSON.parse(text))).toEqual(expected))

test('the same build has the same name in an upload and in an archive', () => {
  const { appVersion, os } = traitsOfDescription({ appVersion: 'version 1.2.0, build 73', deviceInfo: 'iPhone; iOS/15.1' })
  expect(traitsOfMetadata({ clientinfo: IPHONE })).toMatchObject({ appVersion, os })
})
