import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as startRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer, json, text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { startFront, type Front } from '../../../s3-adapter/test/front/start-front.js'

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>

async function listen(handle: Handle): Promise<string> {
  const server: Server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error('A stand-in failed', error)
      response.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
}

/** A server that keeps one parameter, as SSM does. */
export async function useSsm(name: string, value: string): Promise<{ readonly endpoint: string; readonly requests: unknown[] }> {
  const requests: unknown[] = []
  const endpoint = await listen(async (request, response) => {
    const input = (await json(request)) as { readonly Name: string }
    requests.push([request.headers['x-amz-target'], input])
    if (input.Name === name) answerJson(response, 200, { Parameter: { Name: name, Type: 'SecureString', Value: value } })
    else answerJson(response, 400, { __type: 'ParameterNotFound', message: `no parameter; the others hold ${value}` })
  })
  return { endpoint, requests }
}

export interface Queue {
  readonly url: string
  /** Bodies of the messages that were taken, a list for each request. */
  readonly batches: string[][]
  /** Said of each message before it is taken; undefined takes it. */
  refuse: ((body: string) => { readonly Code: string; readonly SenderFault: boolean } | undefined) | undefined
  /** Status of the next answers instead. */
  readonly faults: number[]
}

/** A queue that refuses single messages of a batch, as SQS does and fauxqs does not. */
export async function useQueue(): Promise<Queue> {
  const queue: Omit<Queue, 'url'> = { batches: [], refuse: undefined, faults: [] }
  const endpoint = await listen(async (request, response) => {
    const { Entries } = (await json(request)) as { readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[] }
    const status = queue.faults.shift()
    if (status !== undefined) return answerJson(response, status, { __type: 'InternalError' })
    const bytes = Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0)
    if (Entries.length === 0 || Entries.length > 10 || bytes > 262_144) {
      return answerJson(response, 400, { __type: 'com.amazonaws.sqs#TooManyEntriesInBatchRequest' })
    }
    const taken = Entries.filter(({ MessageBody }) => !queue.refuse?.(MessageBody))
    queue.batches.push(taken.map(({ MessageBody }) => MessageBody))
    answerJson(response, 200, {
      Successful: taken.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: `m${Id}`,
        MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
      })),
      Failed: Entries.flatMap((entry) => {
        const refusal = taken.includes(entry) ? undefined : queue.refuse?.(entry.MessageBody)
        return refusal ? [{ Id: entry.Id, ...refusal }] : []
      }),
    })
  })
  return Object.assign(queue, { url: `${endpoint}/123456789012/uploads` })
}

export interface BucketServer {
  readonly endpoint: string
  readonly front: Front
  policy: string | undefined
  cors: string | undefined
  /** `PUT policy` and the like, in order. */
  readonly settings: string[]
}

/** S3 with policy and CORS of buckets, which fauxqs lacks, before the front that has the rest. */
export async function useBucketServer(bucket: string): Promise<BucketServer> {
  const front = await startFront()
  onTestFinished(() => front.close())
  front.createBucket(bucket)
  const state: Omit<BucketServer, 'endpoint'> = { front, policy: undefined, cors: undefined, settings: [] }
  const endpoint = await listen(async (request, response) => {
    const url = new URL(request.url!, 'http://localhost')
    const kind = (['policy', 'cors'] as const).find((name) => url.searchParams.has(name))
    if (kind === undefined) return forward(front, request, response)
    state.settings.push(`${request.method!} ${kind}`)
    if (request.method === 'PUT') {
      state[kind] = await text(request)
      response.writeHead(204).end()
    } else if (state[kind] === undefined) {
      const code = kind === 'policy' ? 'NoSuchBucketPolicy' : 'NoSuchCORSConfiguration'
      response.writeHead(404, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code><Message>x</Message></Error>`)
    } else response.writeHead(200, { 'content-type': kind === 'policy' ? 'application/json' : 'application/xml' }).end(state[kind])
  })
  return Object.assign(state, { endpoint })
}

async function forward(front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const { hostname, port } = new URL(front.endpoint)
  const sent = startRequest({ hostname, port, method: request.method, path: request.url, headers: request.headers })
  sent.on('error', reject)
  sent.on('response', (answer) => {
    response.writeHead(answer.statusCode!, answer.headers)
    answer.pipe(response)
    answer.on('end', resolve)
  })
  sent.end(body)
  await promise
}
