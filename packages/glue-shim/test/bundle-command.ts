import { build } from 'esbuild'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** The command's scripts, as they lie beside each other. */
export interface BundledCommand {
  readonly main: URL
  readonly worker: URL
}

/** Bundle the command, since neither Node nor a worker thread of it finds the TypeScript sources of another package. */
export async function bundleCommand(outdir: string): Promise<BundledCommand> {
  const cli = path.join(import.meta.dirname, '..', 'src', 'cli')
  await build({
    entryPoints: [path.join(cli, 'main.ts'), path.join(cli, 'worker.ts')],
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@bridge-downstream/source'],
    // CommonJS packages ask for Node's modules by `require`.
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
    logLevel: 'error',
  })
  await writeFile(path.join(outdir, 'package.json'), '{"type":"module"}')
  return { main: pathToFileURL(path.join(outdir, 'main.js')), worker: pathToFileURL(path.join(outdir, 'worker.js')) }
}
