import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'

/** What came of one call. */
export type Answer =
  | { readonly payload: unknown; readonly durationMs: number }
  | { readonly error: { readonly errorType: string; readonly errorMessage: string }; readonly durationMs: number }

export interface FunctionOptions {
  /** Folder of the code: `{name}.mjs`, and the configuration. */
  readonly taskRoot: string
  /** Name of the bundle. */
  readonly name: string
  readonly env: Readonly<Record<string, string>>
  /** Default 60,000. */
  readonly timeoutMs?: number
}

/** A function in a process of its own, as Lambda runs one: one call at a time. */
export interface RunningFunction {
  /** From the start of the process until it asks for its first event. */
  readonly initMs: number
  /** Everything that it has printed. */
  logs(): string
  invoke(event: unknown): Promise<Answer>
  /** End the process at once. What is under way is answered with an error. */
  kill(): Promise<void>
  stop(): Promise<void>
}

interface Call {
  readonly id: string
  readonly event: unknown
  readonly answer: (answer: Answer) => void
  startMs: number
}

/** The real interface client of Amazon, where somebody has built it: `BRIDGE_DOWNSTREAM_RIC=…/aws-lambda-ric/index.mjs`. */
const BOOTSTRAP = process.env['BRIDGE_DOWNSTREAM_RIC'] ?? path.join(import.meta.dirname, 'bootstrap.mjs')

/** Start a function under a server that speaks the Lambda Runtime API. */
export async function startFunction({ taskRoot, name, env, timeoutMs = 60_000 }: FunctionOptions): Promise<RunningFunction> {
  const waiting: Call[] = []
  const asking: ((call: Call) => void)[] = []
  const underWay = new Map<string, Call>()
  const ready = Promise.withResolvers<number>()
  let logs = ''

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request)
    const [, place, id, outcome] =
      /^\/2018-06-01\/runtime\/(invocation|init)\/([^/]+)(?:\/(response|error))?$/.exec(request.url ?? '') ?? []
    if (place === 'init') ready.reject(new Error(`The function does not start: ${body}`))
    if (place === 'invocation' && id === 'next') {
      ready.resolve(performance.now() - startMs)
      const call = waiting.shift() ?? (await new Promise<Call>((resolve) => asking.push(resolve)))
      call.startMs = performance.now()
      underWay.set(call.id, call)
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': call.id,
        'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
        'lambda-runtime-invoked-function-arn': `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
        'lambda-runtime-trace-id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0',
      })
      response.end(JSON.stringify(call.event))
      return
    }
    const call = underWay.get(id ?? '')
    underWay.delete(id ?? '')
    response.writeHead(202).end()
    if (!call) return
    const durationMs = performance.now() - call.startMs
    call.answer(outcome === 'response' ? { payload: JSON.parse(body), durationMs } : { error: JSON.parse(body), durationMs })
  }
  const server = createServer((request, response) => void handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const startMs = performance.now()
  const child = spawn(process.execPath, [BOOTSTRAP, `${name}.handler`], {
    cwd: taskRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...variablesOf(taskRoot, name, port), ...env },
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (logs += chunk.toString()))
  const ended = once(child, 'close').then(() => {
    ready.reject(new Error(`The function has ended before it was ready:\n${logs}`))
    const error = { errorType: 'Runtime.ExitError', errorMessage: 'The process has ended' }
    for (const { answer } of [...underWay.values(), ...waiting]) answer({ error, durationMs: 0 })
    server.closeAllConnections()
    server.close()
  })
  return {
    initMs: await ready.promise,
    logs: () => logs,
    invoke: (event) =>
      new Promise((answer) => {
        const call: Call = { id: randomUUID(), event, answer, startMs: 0 }
        const ask = asking.shift()
        if (isRunning(child)) return ask ? ask(call) : void waiting.push(call)
        answer({ error: { errorType: 'Runtime.ExitError', errorMessage: 'The process has ended' }, durationMs: 0 })
      }),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null && !child.killed
}

function variablesOf(taskRoot: string, name: string, port: number): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: `${name}.handler`,
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    NODE_OPTIONS: '--enable-source-maps',
  }
}
