import { build } from 'esbuild'
import { existsSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { defineConfig, type Plugin } from 'vitest/config'

// Tests run on the sources, so that an edit needs no build; the packed packages have their own check.
const conditions = ['@bridge-downstream/source']

/** As published, the client of Synapse can be bundled but not imported by Node: its files name each other without extensions. */
const bundledSynapseClient: Plugin = {
  name: 'bundled-synapse-client',
  enforce: 'pre',
  async load(id) {
    if (!/synapse-client\/dist\/.*\.js$/.test(id)) return null
    const { outputFiles } = await build({ entryPoints: [id], bundle: true, write: false, format: 'esm', platform: 'node' })
    return { code: outputFiles[0]!.text, map: null }
  },
}

const MEMORY = '/dev/shm'
const PLENTY_BYTES = 4 * 1024 ** 3

/** Tests flush thousands of files: where there is plenty of memory, temporary folders lie in it, which takes a quarter less time. */
function temporaryFolder(): { readonly TMPDIR: string; readonly DISK_TMPDIR: string } | undefined {
  if (process.platform !== 'linux' || process.env['TMPDIR'] !== undefined || !existsSync(MEMORY)) return undefined
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize >= PLENTY_BYTES ? { TMPDIR: MEMORY, DISK_TMPDIR: tmpdir() } : undefined
}

export default defineConfig({
  plugins: [bundledSynapseClient],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'docs/test/**/*.test.ts',
      'bench/test/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    // By default one core is left to the one who watches.
    maxWorkers: '100%',
    env: temporaryFolder() ?? {},
    setupFiles: ['scripts/seed-properties.mjs'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@sage-bionetworks\/synapse-client/] } },
  },
})
