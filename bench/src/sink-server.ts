// A server that speaks as much of S3 as a transfer needs: it gives bytes that are made on the way, and takes bytes, checks their CRC-32
// and forgets them. So what is measured is the client. Prints its URL; at GET /received the bytes that arrived since it was asked last.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32 } from 'node:zlib'

const BLOCK = Buffer.alloc(1024 ** 2, 'sixteen bytes..\n')
let received = 0

function answer(response: ServerResponse, status: number, body = '', headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body)
}

/** The key tells the size: `bytes-1000`. */
async function give(response: ServerResponse, sizeBytes: number): Promise<void> {
  response.writeHead(200, { 'content-length': sizeBytes, etag: '"made"' })
  for (let left = sizeBytes; left > 0; left -= BLOCK.length) {
    if (response.write(left < BLOCK.length ? BLOCK.subarray(0, left) : BLOCK)) continue
    const { promise, resolve } = Promise.withResolvers<void>()
    response.once('drain', resolve)
    await promise
  }
  response.end()
}

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let crc = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    crc = crc32(chunk, crc)
    received += chunk.length
  }
  const stated = request.headers['x-amz-checksum-crc32']
  const found = Buffer.alloc(4)
  found.writeUInt32BE(crc)
  if (stated === found.toString('base64')) answer(response, 200, '', { etag: `"${crc.toString(16)}"` })
  else answer(response, 400, '<Error><Code>BadDigest</Code></Error>')
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '' } = request
  if (url === '/received') {
    answer(response, 200, String(received), { connection: 'close' })
    received = 0
  } else if (method === 'GET') await give(response, Number(/bytes-(\d+)/.exec(url)?.[1]))
  else if (method === 'PUT') await take(request, response)
  else if (method === 'POST') {
    await Array.fromAsync(request)
    const isStart = !url.includes('uploadId')
    answer(response, 200, isStart ? '<R><UploadId>one</UploadId></R>' : '<R><ETag>"made-of-parts"</ETag></R>')
  } else answer(response, 204)
}

const server = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => {
    console.error(error)
    response.destroy()
  })
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
