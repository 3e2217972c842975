import { expect, test } from 'vitest'
import { findReason, summarizeEvents } from '../../src/deploy/stack-events.js'

const event = (
  LogicalResourceId: string,
  ResourceStatus: string,
  ResourceStatusReason = '',
): Parameters<typeof summarizeEvents>[0][number] => ({
  StackId: 'id',
  EventId: 'e',
  StackName: 's',
  Timestamp: new Date(0),
  LogicalResourceId,
  ResourceType: LogicalResourceId === 's' ? 'AWS::CloudFormation::Stack' : 'AWS::SQS::Queue',
  ResourceStatus: ResourceStatus as 'CREATE_COMPLETE',
  ResourceStatusReason,
})

test('what was replaced has changed, once', () => {
  const events = [
    event('s', 'UPDATE_IN_PROGRESS'),
    event('B', 'UPDATE_COMPLETE'),
    event('A', 'CREATE_IN_PROGRESS'),
    event('A', 'UPDATE_COMPLETE'),
    event('C', 'CREATE_COMPLETE'),
    event('A', 'DELETE_COMPLETE'),
    event('D', 'DELETE_COMPLETE'),
    event('s', 'UPDATE_COMPLETE'),
  ]
  expect(summarizeEvents(events).map(({ change, id }) => `${change} ${id}`)).toEqual(['changed A', 'changed B', 'added C', 'removed D'])
})

test('the reason is that of the first failure, not of what was cancelled for its sake', () => {
  const events = [
    event('A', 'CREATE_FAILED', 'Resource creation cancelled'),
    event('B', 'CREATE_FAILED', 'already exists'),
    event('C', 'CREATE_FAILED', 'later'),
  ]
  expect(findReason(events)).toBe('B (AWS::SQS::Queue): already exists')
  expect(findReason([event('A', 'CREATE_COMPLETE')])).toBeUndefined()
})
