import { expect, test } from 'vitest'
import * as sdk from '../../src/catalog/glue-sdk.js'
import { planOf } from './plan-of.js'
import { isAllowed, rolesOf } from './policy-access.js'
import { resolveStack } from './resolve-stack.js'

test('the role of update-catalog may do all that is asked of Glue, in the databases that the studies’ stacks make', () => {
  const resources = planOf({ namespace: 'my-branch' }).flatMap(resolveStack)
  const role = rolesOf(resources).find((each) => each.role.endsWith('_update-catalog'))!
  const glue = 'arn:aws:glue:us-east-1:123456789012'
  const database = 'develop__my_branch__mobile_toolbox__cxhnxd'
  const places = [`${glue}:catalog`, `${glue}:database/${database}`, `${glue}:table/${database}/t`]
  const operations = Object.keys(sdk).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])
  const refused = operations.filter((name) => !places.every((resource) => isAllowed(role, { action: `glue:${name}`, resource })))
  // A database is its stack's.
  expect([operations.length, refused]).toEqual([9, ['CreateDatabase']])
})
