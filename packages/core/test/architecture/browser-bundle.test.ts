import type * as Core from '@bridge-downstream/core'
import type * as Validation from '@bridge-downstream/core/validation'
import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { zipSync } from 'fflate'

/** A file of core's sources and all that it needs, as a browser would get it. */
async function bundleForBrowser(file: string): Promise<{ readonly text: string; readonly inputs: readonly string[] }> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`../../src/${file}`, import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'core',
    // Without "node" among the conditions: the platform is the web's.
    conditions: ['@bridge-downstream/source', 'browser'],
    metafile: true,
    logLevel: 'silent',
  })
  expect(result.errors).toEqual([])
  return { text: result.outputFiles[0]!.text, inputs: Object.keys(result.metafile.inputs) }
}

const nodeOnly = (file: string): boolean => /platform\/node\.ts|^node:/.test(file)
const generatesCode = (file: string): boolean => /\/ajv\//.test(file)

test('core bundles for a browser without any Node module, and relationalizes there', async () => {
  const { text, inputs } = await bundleForBrowser('index.ts')
  expect(inputs.filter((file) => nodeOnly(file) || generatesCode(file))).toEqual([])

  const core = loadWithoutNode(text) as typeof Core
  const bytes = zipSync({ 'a.json': new TextEncoder().encode('{"n":1,"list":[{"x":"é"},{"x":null}]}') })
  const run = core.relationalize({ name: 'a.zip', bytes: async () => bytes })
  const tables: unknown[] = []
  for await (const { table, rows, bytes: file } of run) tables.push([table.name, rows, String.fromCharCode(...file.slice(0, 4))])
  expect({ tables, leaves: run.ledger.leaves.in }).toEqual({
    tables: [
      ['dataset_a_v1', 1, 'PAR1'],
      ['dataset_a_v1_list', 2, 'PAR1'],
    ],
    leaves: 2,
  })
})

test('validation, which generates code, stands apart, and validates there', async () => {
  const { text, inputs } = await bundleForBrowser('validation/index.ts')
  expect(inputs.filter(nodeOnly)).toEqual([])
  expect(inputs.some(generatesCode)).toBe(true)
  const validation = loadWithoutNode(text) as typeof Validation
  const source = { get: async (url: string) => ({ url, sha256: '', schema: { items: { type: 'string' } } }) }
  const compiled = await validation.createValidator(source).compile('https://example.org/a.json')
  expect(compiled.validate(['x', 1]).map(({ pointer, keyword }) => [pointer, keyword])).toEqual([['/1', 'type']])
})

/** What a bundle exports where the names that only Node has are not to be seen. */
function loadWithoutNode(bundle: string): unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- a bundle is code, and this is how a page would run it
  const load = new Function('process', 'Buffer', 'require', 'global', 'module', `${bundle}; return core`) as () => unknown
  return load()
}
