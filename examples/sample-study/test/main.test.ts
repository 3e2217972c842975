import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, describe, expect, test } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'sample-study-main-'))
afterAll(() => rmSync(dir, { recursive: true }))

function run(args: readonly string[], timeZone = 'UTC'): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env: { ...process.env, TZ: timeZone } })
}

function digestFolder(folder: string): string {
  const hash = createHash('sha256')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  for (const path of paths) hash.update(path.slice(folder.length)).update(readFileSync(path))
  return hash.digest('hex')
}

test('the study is the same in every time zone', () => {
  const digests = ['UTC', 'Asia/Kolkata', 'America/Los_Angeles'].map((timeZone, index) => {
    const out = join(dir, String(index))
    const { status, stdout } = run(['--out', out, '--archives', '6', '--seed', '9', '--broken', '1'], timeZone)
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ archives: 6, broken: 1 })
    return digestFolder(out)
  })
  expect(new Set(digests).size).toBe(1)
})

describe('a command line that cannot be followed exits with 1 and states the usage', () => {
  test.each([
    { args: [], says: '--out is missing' },
    { args: ['--out', join(dir, 'no'), '--archives', 'many'], says: '--archives must be a whole number' },
    { args: ['--out', join(dir, 'no'), '--archives=-3'], says: 'archives must be a whole number from 0' },
    { args: ['--out', join(dir, 'no'), '--archives', '2', '--broken', '3'], says: 'brokenArchives must be a whole number from 0 to 2' },
    { args: ['--out', join(dir, 'no'), '--sead', '2'], says: "Unknown option '--sead'" },
    { args: ['elsewhere'], says: 'Unexpected argument' },
  ])('$args', ({ args, says }) => {
    const { status, stdout, stderr } = run(args)
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(says)
    expect(stderr).toContain('Usage: node src/main.ts --out DIR')
    expect(stderr).not.toContain('    at ')
  })
})
