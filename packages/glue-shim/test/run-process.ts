import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Outcome } from './run-in.js'

export interface StartOptions {
  readonly cwd: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface StartedCommand {
  readonly child: ChildProcess
  readonly ended: Promise<Outcome>
}

/** Start the command as a user does. Of the environment it sees only what is given, and no configuration of AWS. */
export function startCommand(program: string, { cwd, args, env = {} }: StartOptions): StartedCommand {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      AWS_CONFIG_FILE: '/nowhere',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'secret',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (written.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (written.err += chunk.toString()))
  return { child, ended: once(child, 'close').then(() => ({ code: child.exitCode ?? -1, ...written })) }
}

export async function runProcess(program: string, options: StartOptions): Promise<Outcome> {
  return startCommand(program, options).ended
}
