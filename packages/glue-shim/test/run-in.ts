import { runCommandLine } from '@bridge-downstream/glue-shim'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** What a command printed, and its exit code. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Run the command as a process would, in a folder of its own. */
export async function runIn(
  cwd: string,
  args: readonly string[],
  isTTY = false,
  workerScript?: URL,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const written = { out: '', err: '' }
  const stdout = { write: (text: string) => (written.out += text), isTTY }
  const stderr = { write: (text: string) => (written.err += text), isTTY }
  const code = await runCommandLine(args, { stdout, stderr, cwd, env, workerScript })
  return { code, ...written }
}

export async function makeFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'bridge-downstream-'))
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}
