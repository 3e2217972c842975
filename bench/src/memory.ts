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
// V8 lets garbage pile up while there is room; a bound is what a small machine or a Lambda gives it.
const BOUNDED = ['--max-old-space-size=160', '--max-semi-space-size=8']

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
  const results = [
    { heap: 'bounded', ...measure(BOUNDED) },
    { heap: 'as Node has it', ...measure([]) },
  ]
  if (values.json) console.log(JSON.stringify({ inputBytes: written, results }))
  else {
    console.log(`${(written / 1e6).toFixed(0)} MB of NDJSON → Parquet`)
    for (const { heap, peakMegabytes, seconds } of results) console.log(`heap ${heap}: peak ${peakMegabytes} MB, ${seconds} s`)
  }

  function measure(flags: string[]): { peakMegabytes: number; seconds: number } {
    const child = fileURLToPath(new URL('memory-child.ts', import.meta.url))
    const run = spawnSync(process.execPath, [...flags, child, input, join(folder, 'out')], { encoding: 'utf8' })
    if (run.status !== 0) throw new Error(`The run failed:\n${run.stderr}`)
    return JSON.parse(run.stdout.trim().split('\n').at(-1)!) as { peakMegabytes: number; seconds: number }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
