import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

export interface SchemaServer {
  /** `http://127.0.0.1:port` */
  readonly origin: string
  /** `127.0.0.1:port` */
  readonly host: string
  /** Paths in the order in which they were asked for. */
  readonly requests: string[]
}

/**
 * A real HTTP server on this machine, for one test.
 *
 * @param answers by path; of a list, each request takes the next one, and the last one serves for ever.
 */
export async function startServer(answers: Readonly<Record<string, Answer | readonly Answer[]>>): Promise<SchemaServer> {
  const requests: string[] = []
  const counts = new Map<string, number>()
  const server = createServer((request, response) => {
    const path = request.url!
    requests.push(path)
    const count = counts.get(path) ?? 0
    counts.set(path, count + 1)
    const list = [answers[path.split('?')[0]!] ?? status(404)].flat()
    list[Math.min(count, list.length - 1)]!(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin: `http://${host}`, host, requests }
}

export function json(text: string): Answer {
  return (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(text)
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => response.writeHead(code, headers).end('<html>an error page</html>')
}

export function redirect(location: string, code = 302): Answer {
  return status(code, { location })
}
