import { inspect } from 'node:util'
import { onTestFinished } from 'vitest'
import { SynapseSession, type SynapseOptions } from '../../src/synapse/synapse-session.js'
import { startSynapse, TOKEN, type SynapseServer } from './synapse-server.js'

export async function useSynapse(): Promise<SynapseServer> {
  const server = await startSynapse()
  onTestFinished(() => server.close())
  return server
}

/** Waits are short, so that faults pass quickly. */
export function openTestSession({ endpoint }: SynapseServer, options: Partial<SynapseOptions> = {}): SynapseSession {
  return new SynapseSession({ endpoint, token: async () => TOKEN, retryDelayMs: 2, maxAttempts: 4, ...options })
}

export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** All that a log could show of an error, whatever it digs up. */
export function tellAll(error: unknown): string {
  const stack = error instanceof Error ? `${error.stack ?? ''} ${error.message}` : ''
  return `${stack} ${inspect(error, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null })}`
}
