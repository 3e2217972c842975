import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FauxqsServer } from 'fauxqs'
import type { S3EventRecord } from './front-events.js'
import { corrupt, FaultSource, type FaultKind, type FaultPlan } from './front-faults.js'
import type { FrontObjects } from './front-objects.js'
import { errorAnswer, readRequest, type FrontAnswer, type FrontRequest } from './front-request.js'
import { FrontService } from './front-service.js'
import { startUpstream } from './upstream.js'

/** A server that speaks S3, on a port of its own on this machine. */
export interface Front {
  readonly endpoint: string
  /** For queues and topics. */
  readonly fauxqs: FauxqsServer
  /** What it was asked, in order: the operation, and the status it gave; 0 where it broke off. */
  readonly requests: { readonly operation: string; readonly bucket: string; readonly status: number }[]
  /** @returns what was drawn, to count. Undefined ends the faults. */
  injectFaults(plan: FaultPlan | undefined): FaultSource | undefined
  /** Requests signed with this access key are told that it has ended. */
  expire(accessKeyId: string): void
  /** Who has asked for something of a bucket. */
  accessKeys(bucket: string): readonly string[]
  onEvent(listener: (record: S3EventRecord) => void): void
  /** Send events of a bucket to a queue, as S3 does. */
  notifyQueue(bucket: string, queue: string): void
  createBucket(name: string): void
  objectsOf(bucket: string): FrontObjects
  /** The most requests that were under way at a time. */
  mostAtOnce(): number
  openUploads(bucket: string): { readonly id: string; readonly key: string }[]
  close(): Promise<void>
}

/** @throws Error if it does not come up. */
export async function startFront(): Promise<Front> {
  const upstream = await startUpstream()
  const listeners = new Set<(record: S3EventRecord) => void>()
  const service = new FrontService(upstream, (record) => {
    for (const listener of listeners) listener(record)
  })
  const expired = new Set<string>()
  const accessKeys = new Map<string, Set<string>>()
  const requests: Front['requests'] = []
  let faults: FaultSource | undefined

  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(message)
    const accessKey = /Credential=([^/]+)\//.exec(request.headers['authorization'] ?? '')?.[1] ?? ''
    accessKeys.set(request.bucket, (accessKeys.get(request.bucket) ?? new Set()).add(accessKey))
    const fault = faults?.draw(request)
    const answer = expired.has(accessKey) ? errorAnswer(400, 'ExpiredToken') : await answerWith(service, request, fault)
    requests.push({ operation: request.operation, bucket: request.bucket, status: isBrokenOff(fault) ? 0 : answer.status })
    await respond(response, request, answer, fault)
  }
  let underWay = 0
  let mostAtOnce = 0
  const server = createServer((message, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++underWay)
    response.once('close', () => underWay--)
    handle(message, response).catch((error: unknown) => {
      // A client that has gone is no fault of the front; anything else is one, and must be seen.
      if (message.destroyed || response.destroyed) return
      console.error('The front failed', error)
      response.writeHead(500).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fauxqs: upstream.server,
    requests,
    injectFaults(plan) {
      faults = plan && new FaultSource(plan)
      return faults
    },
    expire: (accessKeyId) => void expired.add(accessKeyId),
    accessKeys: (bucket) => [...(accessKeys.get(bucket) ?? [])].sort(),
    onEvent: (listener) => void listeners.add(listener),
    notifyQueue(bucket, queue) {
      listeners.add((record) => {
        if (record.s3.bucket.name === bucket) upstream.server.sendMessage(queue, JSON.stringify({ Records: [record] }))
      })
    },
    createBucket: (name) => void upstream.server.createBucket(name),
    objectsOf: (bucket) => service.objectsOf(bucket),
    mostAtOnce: () => mostAtOnce,
    openUploads: (bucket) => service.uploads.list(bucket),
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      await upstream.close()
    },
  }
}

async function answerWith(service: FrontService, request: FrontRequest, fault: FaultKind | undefined): Promise<FrontAnswer> {
  if (fault === 'error-before') return errorAnswer(500, 'InternalError')
  if (fault === 'slow-down') return errorAnswer(503, 'SlowDown')
  if (fault === 'reset-before') return errorAnswer(500, 'NeverSent')
  const isUpload = fault === 'corrupt' && request.body.length > 0
  const answer = await service.answer(isUpload ? { ...request, body: corrupt(request.body) } : request)
  if (fault === 'error-after') return errorAnswer(500, 'InternalError')
  return fault === 'corrupt' && request.operation === 'GetObject' ? { ...answer, body: corrupt(answer.body) } : answer
}

function isBrokenOff(fault: FaultKind | undefined): boolean {
  return fault === 'reset-before' || fault === 'reset-after' || fault === 'stall' || fault === 'truncate'
}

async function respond(
  response: ServerResponse,
  { method }: FrontRequest,
  answer: FrontAnswer,
  fault: FaultKind | undefined,
): Promise<void> {
  const { status, headers, body } = answer
  if (fault === 'reset-before' || fault === 'reset-after') {
    response.destroy()
    return
  }
  const isCutOff = fault === 'stall' || fault === 'truncate'
  // Without a body there is nothing to cut, so that the answer as a whole does not come.
  if (isCutOff && (body.length === 0 || method === 'HEAD')) {
    if (fault === 'truncate') response.destroy()
    return
  }
  response.writeHead(status, method === 'HEAD' ? headers : { ...headers, 'content-length': body.length })
  if (!isCutOff) {
    response.end(method === 'HEAD' ? undefined : body)
    return
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  response.write(body.subarray(0, body.length >> 1), () => resolve())
  await promise
  if (fault === 'truncate') response.destroy()
}
