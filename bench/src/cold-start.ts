// Cold start and warm calls of the built Lambda bundles, each in a process of its own under a stand-in of the Lambda Runtime API; beside an
// empty handler, which is what Node itself takes. Needs `pnpm run build`. Usage: node bench/src/cold-start.ts [runs]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { median } from './measure.ts'

const RUNS = Number(process.argv[2] ?? 9)
const WARM_CALLS = 20
const BUNDLES = fileURLToPath(new URL('../../packages/glue-shim/dist/lambda/', import.meta.url))
const BOOTSTRAP = fileURLToPath(new URL('../../packages/glue-shim/test/lambda/bootstrap.mjs', import.meta.url))

interface Timing {
  readonly initMs: number
  readonly firstMs: number
  readonly warmMs: number
}

const folder = await mkdtemp(path.join(tmpdir(), 'bridge-downstream-bench-'))
await writeFile(path.join(folder, 'empty.mjs'), 'export const handler = async () => ({})\n')
const config = { version: 1, destination: 's3://results', studies: [{ app: 'a', study: 's', uploads: ['s3://raw/a'] }] }
await writeFile(path.join(folder, 'config.json'), JSON.stringify(config))
const contenders = [
  { name: 'empty', root: folder, event: {} },
  { name: 'on-notification', root: BUNDLES, event: { Records: [{ messageId: 'm', body: '{"Event":"s3:TestEvent"}' }] } },
  { name: 'rebuild-partition', root: BUNDLES, event: { Items: [] } },
  { name: 'list-work', root: BUNDLES, event: { work: 'none' } },
  { name: 'update-catalog', root: BUNDLES, event: { app: 'none' } },
]
console.log(`median of ${RUNS} processes; Node ${process.version}`)
console.log('bundle                 kB   init ms  first call ms  warm call ms')
for (const { name, root, event } of contenders) {
  const timings: Timing[] = []
  for (let run = 0; run < RUNS; run++) timings.push(await time(root, name, event))
  const of = (key: keyof Timing): string => median(timings.map((timing) => timing[key])).toFixed(1)
  const { size } = await stat(path.join(root, `${name}.mjs`))
  console.log(
    `${name.padEnd(18)} ${(size / 1000).toFixed(0).padStart(6)} ${of('initMs').padStart(9)} ${of('firstMs').padStart(14)} ${of('warmMs').padStart(13)}`,
  )
}
await rm(folder, { recursive: true })

/** Start a process, wait until it asks for an event, and give it some. */
async function time(root: string, name: string, event: unknown): Promise<Timing> {
  const marks: number[] = []
  const done = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    void (async () => {
      await text(request)
      if (!request.url?.endsWith('/next')) {
        response.writeHead(202).end()
        return
      }
      marks.push(performance.now())
      if (marks.length > WARM_CALLS + 1) {
        done.resolve()
        return
      }
      const headers = { 'lambda-runtime-aws-request-id': String(marks.length), 'lambda-runtime-deadline-ms': String(Date.now() + 60_000) }
      response.writeHead(200, headers).end(JSON.stringify(event))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const startMs = performance.now()
  const child = spawn(process.execPath, [BOOTSTRAP], {
    stdio: 'ignore',
    env: {
      _HANDLER: `${name}.handler`,
      LAMBDA_TASK_ROOT: root,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      BRIDGE_DOWNSTREAM_CONFIG: path.join(folder, 'config.json'),
    },
  })
  await done.promise
  child.kill('SIGKILL')
  await once(child, 'close')
  server.closeAllConnections()
  server.close()
  const [ready = 0, second = 0, ...rest] = marks
  return { initMs: ready - startMs, firstMs: second - ready, warmMs: (rest.at(-1)! - second) / rest.length }
}
