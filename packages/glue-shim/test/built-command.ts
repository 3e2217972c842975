import { build } from 'esbuild'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { Outcome } from './run-in.js'

/** Bundle the command into a folder, as a process of its own can run it. @returns the program's path. */
export async function buildCommand(folder: string): Promise<string> {
  await build({
    entryPoints: [path.join(import.meta.dirname, '..', 'src', 'cli', 'main.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    // Of a CommonJS package, a chunk of its own would export a default only.
    mainFields: ['module', 'main'],
    platform: 'node',
    format: 'esm',
    conditions: ['@bridge-downstream/source'],
    // CommonJS packages ask for Node's modules by `require`.
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
    logLevel: 'error',
  })
  return path.join(folder, 'main.mjs')
}

/** Run the command as a process, with this environment and no other. */
export async function runProcess(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Outcome> {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number, out, err }
}
