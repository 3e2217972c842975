import { zipSync } from 'fflate'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleCommand } from './bundle-command.js'
import { makeFolder, removeFolder, runIn } from './run-in.js'

const LONG = process.env['BRIDGE_DOWNSTREAM_LONG'] !== undefined
const KILLS = LONG ? 200 : 8
const ARCHIVES = 24

let cwd: string
let program: string
beforeAll(async () => {
  cwd = await makeFolder()
  await mkdir(path.join(cwd, 'in'))
  for (let i = 0; i < ARCHIVES; i++) await writeArchive(i)
  program = (await bundleCommand(path.join(cwd, 'program'))).main
})
afterAll(() => removeFolder(cwd))

async function writeArchive(i: number): Promise<void> {
  const motion = Array.from({ length: 50 }, (_, t) => ({ t, at: { x: t / 3, y: i }, ...(i % 3 === 0 ? { note: `n${t}` } : {}) }))
  const entries = {
    'motion.json': i % 8 === 5 ? '[{' : JSON.stringify(motion),
    'task.json': JSON.stringify({ steps: [{ id: i }], done: true }),
  }
  const files = Object.entries(entries).map(([name, text]) => [name, new TextEncoder().encode(text)])
  const base = path.join(cwd, 'in', String(i).padStart(3, '0'))
  await writeFile(`${base}.zip`, zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { mtime: '1999-12-31' }))
  const uploadedon = `2024-01-0${1 + (i % 3)}T03:04:05Z`
  await writeFile(`${base}.metadata.json`, JSON.stringify({ recordid: `r${i}`, assessmentid: 'walk', assessmentrevision: '1', uploadedon }))
}

/** Everything that was made, ledgers apart, of which a run that was cut off leaves one less. */
async function contents(out: string): Promise<Record<string, string>> {
  const root = path.join(cwd, out)
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
  const names = files.map((file) => path.relative(root, path.join(file.parentPath, file.name)))
  const made = names.filter((name) => !name.startsWith('.') && !name.startsWith('ledger')).sort()
  return Object.fromEntries(await Promise.all(made.map(async (name) => [name, await readFile(path.join(root, name), 'latin1')] as const)))
}

const args = (out: string, workers: number): string[] => ['run', 'in', '--out', out, '--offline', '--workers', String(workers)]

/** Start the command as a user does, and end it at once after so long. @returns whether it was still running. */
async function killAfter(out: string, workers: number, delayMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args(out, workers)], { cwd, stdio: 'ignore' })
  const timer = setTimeout(() => child.kill('SIGKILL'), delayMs)
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  clearTimeout(timer)
  return signal === 'SIGKILL'
}

/** Numbers from 0 to 1, the same in every run. */
function* seeded(seed: number): Generator<number, never, undefined> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield state / 2 ** 32
  }
}

test.each([0, 2])(
  `with %i workers, a run that is killed, ${KILLS} times at different moments, is repaired by the next one`,
  async (workers) => {
    const startMs = Date.now()
    expect(await killAfter(`undisturbed-${workers}`, workers, 600_000)).toBe(false)
    const wholeMs = Date.now() - startMs
    const expected = await contents(`undisturbed-${workers}`)
    expect(Object.keys(expected).length).toBeGreaterThan(60)
    const random = seeded(7 + workers)
    let killed = 0
    for (let i = 0; i < KILLS; i++) {
      const out = `killed-${workers}-${i}`
      // Node itself takes the first part of the time.
      if (await killAfter(out, workers, wholeMs * (0.15 + 0.85 * random.next().value))) killed++
      // Repaired in one thread: what is left does not tell how many had made it.
      const { code } = await runIn(cwd, args(out, 0))
      expect([0, 2]).toContain(code)
      expect(await contents(out), `kill ${i}`).toEqual(expected)
      const { out: status } = await runIn(cwd, args(out, 0))
      expect(status).toContain('all done already: nothing to do')
      await removeFolder(path.join(cwd, out))
    }
    console.log(`${killed} of ${KILLS} runs with ${workers} workers were killed before their end`)
    expect(killed).toBeGreaterThan(0)
  },
  3_600_000,
)
