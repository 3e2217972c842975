import { parseClientInfo, type ClientInfo } from '@bridge-downstream/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test.each<[string, string, ClientInfo]>([
  [
    'Bridge’s own text',
    'ClientInfo [appName=MobileToolboxApp, appVersion=73, deviceName=iPhone 7 Plus, osName=iPhone OS, osVersion=15.1, sdkName=BridgeClientKMM, sdkVersion=0]',
    { appName: 'MobileToolboxApp', appVersion: '73', deviceName: 'iPhone 7 Plus', osName: 'iPhone OS', osVersion: '15.1' },
  ],
  [
    'a device whose name looks like fields',
    'ClientInfo [appName=a, deviceName=Eve’s [old], 2nd, model=x=1, osName=Android]',
    { appName: 'a', deviceName: 'Eve’s [old], 2nd, model=x=1', osName: 'Android' },
  ],
  ['fields that say nothing', 'ClientInfo [appName=null, appVersion=???, osName=, osVersion=1]', { osVersion: '1' }],
  ['no fields', 'ClientInfo []', {}],
  ['JSON', '{"appName":"x","appVersion":13,"osName":"Android","more":{"a":1}}', { appName: 'x', appVersion: '13', osName: 'Android' }],
  ['JSON whose fields are null, or no texts', '{"appName":null,"appVersion":"","osName":["Android"],"osVersion":true}', {}],
  ['JSON that is no object', '"Android"', {}],
  ['another text', 'Android', {}],
  ['nothing', '', {}],
])('%s', (_, text, expected) => expect(parseClientInfo(text)).toEqual(expected))

test('no text fails', () => fc.assert(fc.property(fc.string(), (text) => typeof parseClientInfo(text) === 'object')))
