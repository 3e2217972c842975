import { createMemoryStore, relationalizeToStore } from '@bridge-downstream/core'
import { build } from 'esbuild'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const DOCUMENTS = 20_000

function textOf(count: number): string {
  return Array.from({ length: count }, (_, i) => `{"a":${i / 4},"b":"t${i % 9}","l":[{"x":${i}},{"x":null}]}`).join('\n')
}

test('where no code may be made from text, or there is no WebAssembly, the fast road gives the same', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'bridge-downstream-code-'))
  try {
    const core = path.join(folder, 'core.mjs')
    await build({
      entryPoints: [fileURLToPath(new URL('../../src/index.ts', import.meta.url))],
      outfile: core,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@bridge-downstream/source'],
      logLevel: 'silent',
    })
    const script = path.join(folder, 'run.mjs')
    await writeFile(
      script,
      `import { createHash } from 'node:crypto'
import { createMemoryStore, relationalizeToStore } from ${JSON.stringify(pathToFileURL(core).href)}
let codeIsMade = true
try { new Function('return 1') } catch { codeIsMade = false }
const hasWebAssembly = typeof WebAssembly !== 'undefined'
const textOf = ${textOf.toString()}
const store = createMemoryStore()
const bytes = new TextEncoder().encode(textOf(${DOCUMENTS}))
await relationalizeToStore([{ name: 'a.ndjson', recordId: 'r', bytes: async () => bytes }], store, { road: process.argv[2] })
const digests = {}
for await (const { key } of store.list()) digests[key] = createHash('sha256').update(await (await store.get(key)).bytes()).digest('hex')
console.log(JSON.stringify({ codeIsMade, hasWebAssembly, digests }))`,
    )
    const store = createMemoryStore()
    const bytes = new TextEncoder().encode(textOf(DOCUMENTS))
    await relationalizeToStore([{ name: 'a.ndjson', recordId: 'r', bytes: async () => bytes }], store, { road: 'reference' })
    const expected: Record<string, string> = {}
    for await (const { key } of store.list()) {
      expected[key] = createHash('sha256')
        .update(await (await store.get(key)).bytes())
        .digest('hex')
    }
    for (const [flags, codeIsMade, hasWebAssembly] of [
      [['--disallow-code-generation-from-strings'], false, true],
      [['--jitless'], true, false],
      [[], true, true],
    ] as const) {
      const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, 'fast'])
      expect(JSON.parse(stdout)).toEqual({ codeIsMade, hasWebAssembly, digests: expected })
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
