import { build } from 'esbuild'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { Outcome } from './run-in.js'

/** Make of the sources one file that Node runs as the command. @returns its path. */
export async function bundleProgram(folder: string): Promise<string> {
  const program = path.join(folder, 'main.mjs')
  await build({
    entryPoints: [path.join(import.meta.dirname, '..', 'src', 'cli', 'main.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@bridge-downstream/source'],
    // CommonJS packages ask for Node's modules by `require`.
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
    logLevel: 'error',
  })
  return program
}

/** Run the command as a user does. */
export async function runProcess(program: string, cwd: string, args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [program, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number]>])
  return { code, out, err }
}
