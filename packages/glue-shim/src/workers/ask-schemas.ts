import { cachedSchemas, type SchemaDocument, type SchemaSource } from '@bridge-downstream/core'
import type { MessagePort } from 'node:worker_threads'
import { unpackError } from './pack-error.js'
import type { FromWorker, ToWorker } from './worker-messages.js'

/** The schemas of the main thread, asked for over a port. */
export interface AskedSchemas {
  readonly schemas: SchemaSource
  readonly receive: (message: Extract<ToWorker, { kind: 'schema' }>) => void
}

/**
 * Schemas as the main thread has them, so that there is one lock, one request for each, and one answer for all where a schema cannot be had.
 * Documents that were found are kept here too; failures are not, so that they last as long as they do there.
 */
export function askSchemas(port: MessagePort): AskedSchemas {
  const questions = new Map<number, PromiseWithResolvers<SchemaDocument>>()
  let lastId = 0
  const source: SchemaSource = {
    async get(url) {
      const id = ++lastId
      const question = Promise.withResolvers<SchemaDocument>()
      questions.set(id, question)
      port.postMessage({ kind: 'ask-schema', id, url } satisfies FromWorker)
      return question.promise
    },
  }
  return {
    schemas: cachedSchemas(source, { failureMs: 0 }),
    receive({ id, answer }) {
      const question = questions.get(id)!
      questions.delete(id)
      if (answer.ok) question.resolve(answer.value)
      else question.reject(unpackError(answer.error))
    },
  }
}
