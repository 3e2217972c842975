// Into lambda/: the functions that the package ships, and in place of one of them the function that is written here.
import { build } from 'esbuild'
import { cpSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const shipped = path.dirname(fileURLToPath(import.meta.resolve('@bridge-downstream/glue-shim/lambda/list-work')))
rmSync('lambda', { recursive: true, force: true })
cpSync(shipped, 'lambda', { recursive: true, filter: (file) => !file.includes('.d.ts') })
await build({
  entryPoints: ['src/on-notification.ts'],
  outdir: 'lambda',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  sourcemap: true,
  logLevel: 'warning',
  // Some packages are CommonJS, and ask for Node's modules by `require`.
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
})
