// Peak memory of `bridge-downstream run` over one large NDJSON file of documents with nested arrays.
// node bench/src/memory.ts [--megabytes 1000] [--json]
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createTaskDataText } from './inputs.ts'

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } } })
const bytes = Number(values.megabytes) * 1e6
const SLICE_BYTES = 5e6
const folder = mkdtempSync(join(tmpdir(), 'bridge-downstream-memory-'))
try {
  const input = join(folder, 'tasks.ndjson')
  const file = openSync(input, 'w')
  let written = 0
  for (let seed = 1; written < bytes; seed++) {
    const text = createTaskDataText(SLICE_BYTES, seed)
    written += writeSync(file, text.endsWith('\n') ? text : `${text}\n`)
  }
  closeSync(file)
  const { peakMegabytes, seconds } = measure(input, join(folder, 'out'))
  if (values.json) console.log(JSON.stringify({ inputBytes: written, peakMegabytes, seconds }))
  else console.log(`${(written / 1e6).toFixed(0)} MB of NDJSON → Parquet: peak ${peakMegabytes} MB, ${seconds} s`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Run the command as a user starts it. */
function measure(input: string, out: string): { peakMegabytes: number; seconds: number } {
  const command = fileURLToPath(new URL('dist/cli/main.js', import.meta.resolve('@bridge-downstream/glue-shim/package.json')))
  const reporter = new URL('report-peak.mjs', import.meta.url).href
  const started = performance.now()
  const run = spawnSync(process.execPath, ['--import', reporter, command, 'relationalize', input, '--out', out], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`The run failed:\n${run.stderr}`)
  const { peakMegabytes } = JSON.parse(run.stderr.trim().split('\n').at(-1)!) as { peakMegabytes: number }
  return { peakMegabytes, seconds: Math.round((performance.now() - started) / 1000) }
}
