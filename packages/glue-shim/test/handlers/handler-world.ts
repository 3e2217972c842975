import { createMemoryStore, StoreError, type Store } from '@bridge-downstream/core'
import type { CallContext, OutgoingMessage } from '@bridge-downstream/glue-shim/handlers'
import { vi } from 'vitest'
import { parseConfig } from '../../src/config/parse-config.js'
import type { LoadedConfig } from '../../src/config/read-config.js'
import { archiveOf, type Entries } from '../../../core/test/support/study.js'

export const context: CallContext = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 }
export const QUEUE = 'https://sqs.us-east-1.amazonaws.com/1/invalid'
export const REBUILDS = 'https://sqs.us-east-1.amazonaws.com/1/rebuilds'

/** Handlers' surroundings in memory. */
export interface HandlerWorld {
  readonly options: {
    readonly config: () => Promise<LoadedConfig>
    readonly openDestination: (config: unknown, study: { readonly study: string }) => Store
    readonly readUploads: () => Store
    readonly sendMessages: (queueUrl: string, messages: readonly OutgoingMessage[]) => Promise<void>
  }
  readonly uploads: Store
  readonly sent: { readonly queue: string; readonly message: OutgoingMessage }[]
  destination(study: string): Store
  upload(key: string, entries: Entries | Uint8Array, metadata?: Readonly<Record<string, string>>): Promise<void>
  /** The next so many messages are not taken. */
  refuseMessages(count: number): void
}

export function makeHandlerWorld(deployment: Readonly<Record<string, unknown>> = { invalidQueueUrl: QUEUE }): HandlerWorld {
  const study = (name: string): unknown => ({ app: 'app', study: name, uploads: ['s3://raw/app'], offline: true })
  const config = parseConfig({ version: 1, destination: 's3://results', studies: [study('s1'), study('s2')], ...deployment })
  const uploads = { ...createMemoryStore(), url: 's3://raw/app' }
  const destinations = new Map(['s1', 's2'].map((name) => [name, createMemoryStore({ name })]))
  const sent: { queue: string; message: OutgoingMessage }[] = []
  let refused = 0
  return {
    options: {
      config: async () => ({ config, base: import.meta.dirname }),
      openDestination: (_config, { study: name }) => destinations.get(name)!,
      readUploads: () => uploads,
      async sendMessages(queue, messages) {
        if (refused-- > 0) throw new StoreError('Busy', { code: 'unavailable', retryable: true })
        sent.push(...messages.map((message) => ({ queue, message })))
      },
    },
    uploads,
    sent,
    destination: (name) => destinations.get(name)!,
    async upload(key, entries, metadata = {}) {
      const source = await archiveOf(`${key}.zip`, entries instanceof Uint8Array ? {} : entries, metadata).open()
      await uploads.put(`${key}.zip`, entries instanceof Uint8Array ? entries : await source.bytes(), { metadata: source.metadata ?? {} })
    },
    refuseMessages: (count) => void (refused = count),
  }
}

/** A notification of one study, as SQS delivers it. */
export function tellOf(key: string, study = 's1'): { readonly messageId: string; readonly body: string } {
  const message = { appId: 'app', studyId: study, recordId: key, s3Bucket: 'raw', s3Key: `app/${key}.zip` }
  return { messageId: `${study}-${key}`, body: JSON.stringify(message) }
}

export async function keysOf(store: Store, prefix = ''): Promise<string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key)
}

/** Everything that is printed while something is done. */
export async function printed(action: () => Promise<unknown>): Promise<string> {
  let text = ''
  const keep = (chunk: unknown): boolean => {
    text += String(chunk)
    return true
  }
  const spies = [vi.spyOn(process.stdout, 'write').mockImplementation(keep), vi.spyOn(process.stderr, 'write').mockImplementation(keep)]
  try {
    await action()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return text
}
