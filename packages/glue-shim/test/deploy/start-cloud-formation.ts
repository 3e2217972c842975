import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { toXml } from './cloud-formation-xml.js'
import { Refusal, StackService } from './stack-service.js'

export interface CloudFormationServer {
  readonly endpoint: string
  readonly stacks: StackService
  close(): Promise<void>
}

/** A server that speaks as CloudFormation does (the query protocol), on a port of its own on this machine. */
export async function startCloudFormation(): Promise<CloudFormationServer> {
  const stacks = new StackService()
  const server = createServer((request, response) => {
    text(request)
      .then((body) => {
        const [status, xml] = answer(stacks, new URLSearchParams(body))
        response.writeHead(status, { 'content-type': 'text/xml' }).end(xml)
      })
      .catch((error: unknown) => {
        console.error('The stand-in failed', error)
        response.writeHead(500).end()
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stacks,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function answer(stacks: StackService, form: URLSearchParams): [status: number, xml: string] {
  const action = form.get('Action') ?? ''
  try {
    const result = stacks.answer(form)
    const ResponseMetadata = { RequestId: 'request' }
    return [200, toXml({ [`${action}Response`]: { [`${action}Result`]: result, ResponseMetadata } })]
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const Error = { Type: 'Sender', Code: error.code, Message: error.message }
    return [400, toXml({ ErrorResponse: { Error, RequestId: 'request' } })]
  }
}
