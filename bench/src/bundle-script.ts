import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'

/**
 * Put a script of this folder and what it uses into one minified file, as a function is deployed: no package is looked for when it starts, and
 * no types are stripped. DuckDB's package holds a native library and stays outside.
 *
 * @param packages `external` to leave all packages where they are, as for whoever has installed them.
 * @returns the bundle's path, for `runScript`.
 */
export async function bundleScript(script: string, packages: 'bundle' | 'external' = 'bundle'): Promise<string> {
  const bundle = fileURLToPath(new URL(`../dist/${script.replace(/\.ts$/, '.mjs')}`, import.meta.url))
  await build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
    outfile: bundle,
    bundle: true,
    minify: true,
    packages,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: ['@duckdb/node-api'],
    // CommonJS packages ask for Node's modules by `require`.
    banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
  })
  return bundle
}
