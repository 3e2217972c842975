import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Report } from '../src/measure.ts'
import { inTemporaryFolder } from '../src/temporary-folder.ts'

/** Run the suite as a user starts it, one part of it at its smallest. It needs the packages built. */
function runPart(part: string, ...options: readonly string[]): Promise<{ report: Report; printed: string }> {
  return inTemporaryFolder(async (folder) => {
    const json = join(folder, 'report.json')
    const script = fileURLToPath(new URL('../src/main.ts', import.meta.url))
    const args = [script, '--only', part, '--runs', '1', '--json', json, '--', ...options]
    // `npm test` hands its own arguments over in it.
    const { BRIDGE_DOWNSTREAM_ARGS: _, ...env } = process.env
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
    if (status !== 0) throw new Error(`The suite failed (are the packages built?):\n${stderr}${stdout}`)
    const reports = JSON.parse(readFileSync(json, 'utf8')) as Record<string, Report[]>
    expect(Object.keys(reports)).toEqual([part])
    return { report: reports[part]![0]!, printed: stdout }
  })
}

test('an entry of a ZIP archive: DuckDB and we have the same cells', async () => {
  const { report, printed } = await runPart('zip-entry', '--megabytes', '0.2')
  expect(report.comparison).toEqual({ compared: expect.stringMatching(/^[\d,]+ cells of 9 columns/), differing: [] })
  expect(report.results).toHaveLength(5)
  for (const result of report.results) {
    expect(result.outputBytes).toBeGreaterThan(10_000)
    expect(result.peakMemoryBytes).toBeGreaterThan(10_000_000)
    expect(printed).toContain(`| ${result.contender}`)
  }
})

test('writing: every peer wrote the rows that we wrote', async () => {
  const { report, printed } = await runPart('writing', '--rows', '3000')
  expect(report.comparison).toEqual({ compared: 'With each of 5 peers, 15,000 cells of 5 columns (tables: 1)', differing: [] })
  expect(report.results).toHaveLength(7)
  for (const result of report.results) {
    expect(result.outputBytes).toBeGreaterThan(10_000)
    expect(printed).toContain(`| ${result.contender}`)
  }
})
