import { once } from 'node:events'
import { createServer, request } from 'node:http'

/**
 * Stand before a server of S3, which takes any region, and note for which one each bucket's requests are signed.
 *
 * @returns `{endpoint, regions, close}`; `regions` is a set of regions by bucket.
 */
export async function startRegionRecorder(upstream) {
  const regions = new Map()
  const server = createServer((asked, answer) => {
    const [, bucket] = asked.url.split(/[/?]/)
    const [, region] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(asked.headers.authorization ?? '') ?? []
    regions.set(bucket, (regions.get(bucket) ?? new Set()).add(region))
    const forwarded = request(new URL(asked.url, upstream), { method: asked.method, headers: asked.headers }, (found) => {
      answer.writeHead(found.statusCode, found.headers)
      found.pipe(answer)
    })
    forwarded.on('error', () => answer.destroy())
    asked.pipe(forwarded)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    regions,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
