// From rows in memory to a Parquet file, core's writer beside hyparquet-writer by itself, parquet-wasm with Arrow, @dsnp/parquetjs and DuckDB:
//   node bench/src/writing.ts [--rows 1000000] [--runs 5] [--json]
// Each run is a process of its own, which makes the rows and loads the library before the clock starts. What was written is compared.
import { build } from 'esbuild'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compareOutputs } from './compare-outputs.ts'
import { runScript, takeTurns, type Comparison, type Contender } from './measure.ts'
import { publish } from './print-reports.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
})

const OURS = 'ours'
const OURS_LOADED = 'ours loaded'
const PEERS: readonly Contender[] = [
  { name: 'duckdb', says: 'DuckDB, ZSTD, 1 thread' },
  { name: 'hyparquet-writer', says: 'hyparquet-writer, ZSTD' },
  { name: 'parquet-wasm', says: 'parquet-wasm with apache-arrow, ZSTD' },
  { name: 'parquetjs', says: '@dsnp/parquetjs, SNAPPY (it has no ZSTD)' },
  { name: 'duckdb loaded', says: 'DuckDB, ZSTD, 1 thread, from its own memory', beside: OURS_LOADED },
]

const report = await inTemporaryFolder(async (folder) => {
  const bundle = join(folder, 'write-with-core.mjs')
  await bundleCore(bundle)
  const outputOf = (contender: string): string => join(folder, contender.replaceAll(/\W/g, '-'))
  return takeTurns({
    job: `Writing ${Number(options.rows).toLocaleString('en')} rows of 5 columns (integers, doubles, few texts, many texts, booleans with nulls)`,
    contenders: [
      { name: OURS, says: 'bridge-downstream, ZSTD' },
      { name: OURS_LOADED, says: 'bridge-downstream, ZSTD, from its own memory', beside: OURS_LOADED },
      ...PEERS,
    ],
    runs: Number(options.runs),
    runAlone: (contender) => {
      rmSync(outputOf(contender), { recursive: true, force: true })
      return runScript('writing-once.ts', [contender, options.rows, outputOf(contender), bundle])
    },
    compare: async () => together(await Promise.all(PEERS.map(({ name }) => compareOutputs(outputOf(OURS), outputOf(name))))),
    remarks: [
      'All begin with arrays of JavaScript values; peak memory includes them.',
      '"From its own memory": without the time to bring them into column buffers, or into a table; one is compared with the other.',
    ],
  })
})
publish([report], options.json)

/** The writer has no public name, and Node cannot run the sources as they are. */
async function bundleCore(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('write-with-core.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2024',
    conditions: ['@bridge-downstream/source'],
    logLevel: 'warning',
  })
}

function together(comparisons: readonly Comparison[]): Comparison {
  return {
    compared: `With each of ${comparisons.length} peers, ${comparisons[0]!.compared}`,
    differing: comparisons.flatMap(({ differing }, i) => differing.map((place) => `${PEERS[i]!.says}: ${place}`)),
    remarks: comparisons.flatMap(({ remarks }) => remarks),
  }
}
