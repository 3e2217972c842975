import { expect, test } from 'vitest'
import { planOf } from './plan-of.js'
import { isAllowed, rolesOf } from './policy-access.js'
import { resolveStack } from './resolve-stack.js'

test('the token of Synapse is read by the functions that read uploads, and by no other role', () => {
  const roles = rolesOf(planOf({ namespace: 'my-branch' }).flatMap(resolveStack))
  const request = (name: string): Parameters<typeof isAllowed>[1] => ({
    action: 'ssm:GetParameter',
    resource: `arn:aws:ssm:us-east-1:123456789012:parameter${name}`,
  })
  const readers = roles.filter((role) => isAllowed(role, request('/synapse/token'))).map(({ role }) => role.replace(/^.*_/, ''))
  expect(readers.sort()).toEqual(['list-work', 'on-notification'])
  expect(roles.filter((role) => isAllowed(role, request('/synapse/other')))).toEqual([])
})
