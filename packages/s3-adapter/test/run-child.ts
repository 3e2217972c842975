import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { build } from 'esbuild'
import { makeTemporaryFolder } from './temporary-folder.js'

/**
 * Bundle a program of `children/`, since Node alone does not find the TypeScript sources of another package.
 *
 * @param external Packages that are left out of it.
 * @returns the path of the bundle; it goes when the test ends.
 */
export async function bundleChild(name: string, external: readonly string[] = []): Promise<string> {
  const outdir = await makeTemporaryFolder()
  await build({
    entryPoints: [join(import.meta.dirname, 'children', `${name}.ts`)],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is loaded later stays in files of its own, as Node loads it.
    splitting: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@bridge-downstream/source'],
    external: [...external],
    // The AWS SDK asks for Node's modules in the old way.
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)" },
    logLevel: 'error',
  })
  return join(outdir, `${name}.mjs`)
}

export interface RunningChild {
  readonly process: ChildProcess
  /** Fulfilled with the first piece of output; rejected if there is none. */
  readonly started: Promise<void>
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly output: string }>
}

export function startChild(program: string, args: readonly string[]): RunningChild {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  const started = Promise.withResolvers<void>()
  started.promise.catch(() => undefined)
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    started.resolve()
  })
  const ended = once(child, 'close').then(() => {
    started.reject(new Error('The child ended without a word'))
    return { code: child.exitCode, signal: child.signalCode, output }
  })
  return { process: child, started: started.promise, ended }
}
