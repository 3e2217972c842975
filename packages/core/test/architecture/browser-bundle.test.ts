import type * as Core from '@bridge-downstream/core'
import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { zipSync } from 'fflate'

const entry = fileURLToPath(new URL('../../src/index.ts', import.meta.url))

test('core bundles for a browser without any Node module, and relationalizes there', async () => {
  const result = await build({
    entryPoints: [entry],
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
  expect(Object.keys(result.metafile.inputs).filter((file) => /platform\/node\.ts|^node:/.test(file))).toEqual([])

  const bytes = zipSync({ 'a.json': new TextEncoder().encode('{"n":1,"list":[{"x":"é"},{"x":null}]}') })
  const found = await withoutNode(result.outputFiles[0]!.text, async (core) => {
    const tables: unknown[] = []
    const run = core.relationalize({ name: 'a.zip', bytes: async () => bytes })
    for await (const { table, rows, bytes: file } of run) tables.push([table.name, rows, String.fromCharCode(...file.slice(0, 4))])
    return { tables, leaves: run.ledger.leaves.in }
  })
  expect(found).toEqual({
    tables: [
      ['dataset_a_v1', 1, 'PAR1'],
      ['dataset_a_v1_list', 2, 'PAR1'],
    ],
    leaves: 2,
  })
})

/** Run the bundle where the names that only Node has are not to be seen. */
async function withoutNode<T>(bundle: string, use: (core: typeof Core) => Promise<T>): Promise<T> {
  // oxlint-disable-next-line typescript/no-implied-eval -- a bundle is code, and this is how a page would run it
  const load = new Function('process', 'Buffer', 'require', 'global', 'module', `${bundle}; return core`) as () => typeof Core
  return use(load())
}
