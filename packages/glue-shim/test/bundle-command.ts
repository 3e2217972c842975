import { build } from 'esbuild'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** The command's scripts, as they lie beside each other. */
export interface BundledCommand {
  /** A path. */
  readonly main: string
  readonly worker: URL
}

/**
 * Bundle the command, since neither Node nor a worker thread of it finds the TypeScript sources of another package. What it loads only when it
 * needs it stays apart: each test starts it many times.
 */
export async function bundleCommand(outdir: string): Promise<BundledCommand> {
  const cli = path.join(import.meta.dirname, '..', 'src', 'cli')
  await build({
    entryPoints: [path.join(cli, 'main.ts'), path.join(cli, 'worker.ts')],
    outdir,
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
  await writeFile(path.join(outdir, 'package.json'), '{"type":"module"}')
  return { main: path.join(outdir, 'main.js'), worker: pathToFileURL(path.join(outdir, 'worker.js')) }
}
