import { allowancesFor, isValidated, MOBILE_TOOLBOX_ANDROID, UNVALIDATED_ASSESSMENTS } from '@bridge-downstream/core'
import { expect, test } from 'vitest'

const android = 'ClientInfo [appName=MobileToolboxApp, osName=Android]'

test.each([
  ['mobile-toolbox', android, 7],
  ['mobile-toolbox', '{"appName":"x","osName":"Android"}', 7],
  ['mobile-toolbox', 'ClientInfo [appName=MobileToolboxApp, osName=iPhone OS]', 0],
  ['mobile-toolbox', '', 0],
  ['mobile-toolbox', undefined, 0],
  ['psorcast', android, 0],
])('app %s, client %s: %i allowances', (appId, clientInfo, count) => {
  expect(allowancesFor({ appId, clientInfo })).toHaveLength(count)
})

test('other sets can stand in their place', () => {
  const allowance = { file: 'a.json', keyword: 'type', pointer: '' }
  const sets = [MOBILE_TOOLBOX_ANDROID, { appId: 'a', clientInfo: 'x', allowances: [allowance] }]
  expect(allowancesFor({ appId: 'a', clientInfo: '-x-' }, sets)).toEqual([allowance])
})

test('the seven that are not validated', () => {
  expect(UNVALIDATED_ASSESSMENTS.map(({ assessmentId, revision }) => `${assessmentId} ${revision}`)).toEqual([
    'dccs 5',
    'flanker 4',
    'memory-for-sequences 6',
    'number-match 3',
    'psm 5',
    'spelling 4',
    'vocabulary 4',
  ])
  expect([isValidated('spelling', 4), isValidated('spelling', 5), isValidated('other', 4)]).toEqual([false, true, true])
})
