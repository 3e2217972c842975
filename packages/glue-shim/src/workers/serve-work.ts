import { localUnpackRunner, runRebuildUnit, type UnpackRunner } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import type { MessagePort } from 'node:worker_threads'
import { sourceOpener } from '../cli/found-source.js'
import { examineBy } from '../study/open-study.js'
import { askSchemas } from './ask-schemas.js'
import { packError } from './pack-error.js'
import type { Answer, FromWorker, ToWorker, WorkerCall, WorkerSetup } from './worker-messages.js'

/** Do what comes over the port, until the thread is ended. */
export function serveWork(port: MessagePort, { destination, study }: WorkerSetup): void {
  const store = openStore(destination)
  const controller = new AbortController()
  const { signal } = controller
  const { schemas, receive } = askSchemas(port)
  const openSource = sourceOpener()
  let opened: Promise<UnpackRunner> | undefined
  const runner = (): Promise<UnpackRunner> =>
    (opened ??= examineBy(study!, schemas).then((options) => localUnpackRunner(store, { ...options, signal })))

  const work = async (call: WorkerCall): Promise<unknown> => {
    if (call.task === 'rebuild') return runRebuildUnit(store, call.input, { signal })
    if (call.task === 'examine') return (await runner()).examine(openSource(call.input))
    return (await runner()).finish({ name: call.input.name }, call.input.verdict)
  }
  const post = (id: number, answer: Answer<unknown>): void => port.postMessage({ kind: 'answer', id, answer } satisfies FromWorker)
  const answer = async (id: number, call: WorkerCall): Promise<void> => {
    try {
      post(id, { ok: true, value: await work(call) })
    } catch (error) {
      post(id, { ok: false, error: packError(error) })
    }
  }
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'abort') controller.abort()
    else if (message.kind === 'schema') receive(message)
    else void answer(message.id, message.call)
  })
}
