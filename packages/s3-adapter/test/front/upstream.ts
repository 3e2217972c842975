import { Agent, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { startFauxqs, type FauxqsServer } from 'fauxqs'
import type { FrontAnswer, FrontRequest } from './front-request.js'

/** fauxqs, which keeps the objects and queues. */
export interface Upstream {
  readonly server: FauxqsServer
  forward(asked: FrontRequest): Promise<FrontAnswer>
  close(): Promise<void>
}

/** Headers that are about one connection, or that fauxqs answers to in ways of its own. */
const OWN = new Set(['connection', 'expect', 'transfer-encoding', 'content-length', 'if-none-match'])

/** @throws Error if the server does not come up. */
export async function startUpstream(): Promise<Upstream> {
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false })
  const agent = new Agent({ keepAlive: true })
  const forward = async ({ method, url, headers, body }: FrontRequest): Promise<FrontAnswer> => {
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN.has(name)))
    const { promise, resolve, reject } = Promise.withResolvers<FrontAnswer>()
    const sent = request({
      agent,
      host: '127.0.0.1',
      port: server.port,
      method,
      path: url,
      headers: { ...kept, 'content-length': body.length },
    })
    sent.on('error', reject)
    sent.on('response', (answer) => {
      buffer(answer).then((bytes) => {
        const entries = Object.entries(answer.headers).filter(
          ([name]) => !OWN.has(name) || (method === 'HEAD' && name === 'content-length'),
        )
        resolve({
          status: answer.statusCode ?? 500,
          headers: Object.fromEntries(entries.map(([name, value]) => [name, String(value)])),
          body: bytes,
        })
      }, reject)
    })
    sent.end(body)
    return promise
  }
  return {
    server,
    forward,
    async close() {
      agent.destroy()
      await server.stop()
    },
  }
}
