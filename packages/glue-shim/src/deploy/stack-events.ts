import type { StackEvent } from './cloud-formation.js'

/** What became of one resource. */
export interface ResourceChange {
  readonly change: 'added' | 'changed' | 'removed'
  readonly id: string
  readonly type: string
}

const CHANGES = new Map<string, ResourceChange['change']>([
  ['CREATE_COMPLETE', 'added'],
  ['UPDATE_COMPLETE', 'changed'],
  ['DELETE_COMPLETE', 'removed'],
])

/** What an operation changed, from its events, oldest first. A resource that was replaced is `changed`. */
export function summarizeEvents(events: readonly StackEvent[]): readonly ResourceChange[] {
  const changes = new Map<string, ResourceChange>()
  for (const { LogicalResourceId: id = '', ResourceType: type = '', ResourceStatus: status = '' } of events) {
    const change = CHANGES.get(status)
    if (change === undefined || type === 'AWS::CloudFormation::Stack') continue
    // What was replaced is removed after its successor is there.
    changes.set(id, { change: changes.has(id) ? 'changed' : change, id, type })
  }
  return [...changes.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

/** The first thing that went wrong, in CloudFormation's words; what was cancelled for its sake says nothing. */
export function findReason(events: readonly StackEvent[]): string | undefined {
  const failed = events.find(
    ({ ResourceStatus = '', ResourceStatusReason = '' }) => ResourceStatus.endsWith('_FAILED') && !/cancelled/i.test(ResourceStatusReason),
  )
  if (failed === undefined) return undefined
  return `${failed.LogicalResourceId} (${failed.ResourceType}): ${failed.ResourceStatusReason ?? 'no reason was given'}`
}
