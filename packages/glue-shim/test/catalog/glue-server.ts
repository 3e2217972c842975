import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { GlueFailure, GlueState } from './glue-state.js'

/** A server that speaks Glue's protocol (JSON 1.1), on a port of its own on this machine. */
export interface GlueServer {
  readonly endpoint: string
  readonly state: GlueState
  /** Operations in the order in which they were carried out, failed ones included. */
  readonly requests: string[]
  /** Names of operations that change something, in order. */
  writes(): string[]
  /** From now on, draws say what goes wrong and how long it takes. A client is known by the path of its endpoint. */
  disturb(draw: ((client: string) => number) | undefined): void
  /** Called before an operation is carried out: what somebody else does in the meantime. */
  meanwhile: ((operation: string) => void) | undefined
  close(): Promise<void>
}

const WRITES = /^(?:Create|Update|Delete|BatchCreate|BatchUpdate|BatchDelete)/

/** How often a disturbed server does what, of all requests. */
const THROTTLED = 0.1
const BROKEN = 0.05
const CONTENDED = 0.1
/** Carried out, but the answer is lost. */
const LOST = 0.05

export async function startGlue(): Promise<GlueServer> {
  const state = new GlueState()
  const requests: string[] = []
  let random: ((client: string) => number) | undefined

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const operation = String(request.headers['x-amz-target']).replace('AWSGlue.', '')
    const input = await json(request)
    const client = request.url!
    const draw = random?.(client) ?? 1
    if (random) await sleep(Math.floor(random(client) * 4))
    requests.push(operation)
    const isWrite = WRITES.test(operation)
    if (draw < THROTTLED) return answer(response, 400, { __type: 'ThrottlingException', Message: 'Rate exceeded' })
    if (draw < THROTTLED + BROKEN) return answer(response, 500, { __type: 'InternalServiceException', Message: 'x' })
    if (isWrite && draw < THROTTLED + BROKEN + CONTENDED) {
      return answer(response, 400, { __type: 'ConcurrentModificationException', Message: 'x' })
    }
    try {
      server.meanwhile?.(operation)
      const output = state.call(operation, input)
      if (isWrite && draw < THROTTLED + BROKEN + CONTENDED + LOST) response.destroy()
      else answer(response, 200, output)
    } catch (error) {
      if (!(error instanceof GlueFailure)) throw error
      answer(response, 400, { __type: error.code, Message: error.message })
    }
  }
  const http = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error('The stand-in for Glue failed', error)
      response.destroy()
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server: GlueServer = {
    endpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    state,
    requests,
    writes: () => requests.filter((operation) => WRITES.test(operation)),
    disturb: (draws) => void (random = draws),
    meanwhile: undefined,
    async close() {
      http.close()
      http.closeAllConnections()
      await once(http, 'close')
    },
  }
  return server
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' }).end(JSON.stringify(body))
}
