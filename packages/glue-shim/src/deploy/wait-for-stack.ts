import { setTimeout as pause } from 'node:timers/promises'
import type { CloudFormation, RemoteStack } from './cloud-formation.js'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
const PAUSE_GROWTH = 1.5

/**
 * Ask until nothing is under way with a stack. How long that takes is CloudFormation's affair, which has limits of its own.
 *
 * @returns the stack; undefined if it is gone.
 * @throws AbortError when the signal ends the wait; CloudFormation goes on.
 */
export async function waitForStack(cloud: CloudFormation, nameOrId: string, signal: AbortSignal): Promise<RemoteStack | undefined> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * PAUSE_GROWTH, LONGEST_PAUSE_MS)) {
    const stack = await cloud.describe(nameOrId)
    if (stack === undefined || !isUnderWay(stack)) return stack
    await pause(pauseMs, undefined, { signal })
  }
}

export const isUnderWay = ({ StackStatus }: RemoteStack): boolean => StackStatus?.endsWith('_IN_PROGRESS') ?? false
