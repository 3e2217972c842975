import { randomUUID } from 'node:crypto'
import type { CloudFormation, RemoteStack } from './cloud-formation.js'
import { DeployError } from './deploy-error.js'
import type { Stack } from './plan-stacks.js'
import { findReason, summarizeEvents, type ResourceChange } from './stack-events.js'
import { isUnderWay, waitForStack } from './wait-for-stack.js'

export interface StackResult {
  readonly stack: string
  readonly kind: string
  readonly of: string
  readonly outcome: 'created' | 'updated' | 'unchanged'
  readonly resources: readonly ResourceChange[]
}

const GOOD = ['CREATE_COMPLETE', 'UPDATE_COMPLETE']
/** What an update starts from: also what an update was rolled back to. */
const UPDATABLE = [...GOOD, 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE']

/**
 * Make a stack what it is to be: create it, update it, or find that nothing is to be done. Waits for what is under way already. A
 * stack whose creation was rolled back is removed first: it holds nothing.
 *
 * @throws DeployError `rolled-back` with the event that says why, `stuck`, or `refused`.
 */
export async function applyStack(cloud: CloudFormation, stack: Stack, signal: AbortSignal): Promise<StackResult> {
  const existing = await settle(cloud, stack, signal)
  const token = `bridge-downstream-${randomUUID()}`
  const result = { stack: stack.name, kind: stack.kind, of: stack.of }
  if (existing === undefined) {
    await cloud.create(stack, token)
  } else if (!(await cloud.update(stack, token))) {
    return { ...result, outcome: 'unchanged', resources: [] }
  }
  const status = (await waitForStack(cloud, stack.name, signal))?.StackStatus ?? 'DELETE_COMPLETE'
  const events = await cloud.events(stack.name, token)
  if (!GOOD.includes(status)) throw failed(stack, status, findReason(events))
  return { ...result, outcome: existing === undefined ? 'created' : 'updated', resources: summarizeEvents(events) }
}

/** @returns the stack to update, or undefined if one is to be created. */
async function settle(cloud: CloudFormation, stack: Stack, signal: AbortSignal): Promise<RemoteStack | undefined> {
  const found = await cloud.describe(stack.name)
  // A change set that nobody has executed leaves this; CloudFormation says that nothing is there to be updated.
  const existing =
    found !== undefined && found.StackStatus !== 'REVIEW_IN_PROGRESS' && isUnderWay(found)
      ? await waitForStack(cloud, stack.name, signal)
      : found
  const status = existing?.StackStatus
  if (existing === undefined || status === 'DELETE_COMPLETE' || status === 'REVIEW_IN_PROGRESS') return undefined
  if (status === 'ROLLBACK_COMPLETE') {
    await cloud.delete(existing.StackId ?? stack.name, `bridge-downstream-${randomUUID()}`)
    const left = await waitForStack(cloud, existing.StackId ?? stack.name, signal)
    if (left !== undefined && left.StackStatus !== 'DELETE_COMPLETE') throw stuck(stack, left.StackStatus)
    return undefined
  }
  if (status === undefined || !UPDATABLE.includes(status)) throw stuck(stack, status)
  return existing
}

function failed(stack: Stack, status: string, reason: string | undefined): DeployError {
  return new DeployError(`The stack ${stack.name} ended as ${status}`, {
    code: 'rolled-back',
    hint: `${reason ?? 'No event says why.'} Stacks before it stay as they are now; mend this, and deploy again.`,
  })
}

function stuck(stack: Stack, status: string | undefined): DeployError {
  return new DeployError(`The stack ${stack.name} is in the state ${status ?? 'unknown'}, from which there is no update`, {
    code: 'stuck',
    hint: 'Continue its rollback or delete it in the console, then deploy again.',
  })
}
