import { build } from 'esbuild'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('where no code may be made, validating says so, and blames neither schema nor document', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'bridge-downstream-code-'))
  try {
    const validation = path.join(folder, 'validation.mjs')
    await build({
      entryPoints: [fileURLToPath(new URL('../../src/validation/index.ts', import.meta.url))],
      outfile: validation,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@bridge-downstream/source'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
      logLevel: 'silent',
    })
    const script = path.join(folder, 'run.mjs')
    await writeFile(
      script,
      `import { createValidator } from ${JSON.stringify(pathToFileURL(validation).href)}
const url = 'https://example.org/a.json'
const source = { get: async () => ({ url, sha256: '0'.repeat(64), schema: { type: 'object' } }) }
try {
  const schema = await createValidator(source).compile(url)
  console.log(JSON.stringify(schema.validate({}).length))
} catch ({ name, code }) {
  console.log(JSON.stringify([name, code]))
}`,
    )
    const outcome = async (...flags: string[]): Promise<unknown> => {
      return JSON.parse((await promisify(execFile)(process.execPath, [...flags, script])).stdout)
    }
    expect(await outcome('--disallow-code-generation-from-strings')).toEqual(['OptionError', 'no-code-generation'])
    expect(await outcome()).toBe(0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
