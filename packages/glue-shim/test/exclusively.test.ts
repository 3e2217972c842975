import { createLocalStore, withStoreLock } from '@bridge-downstream/s3-adapter'
import { zipSync } from 'fflate'
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { makeFolder, removeFolder, runIn } from './run-in.js'

let cwd: string
beforeAll(async () => {
  cwd = await makeFolder()
  const bytes = new TextEncoder().encode('{"x":1}')
  await writeFile(path.join(cwd, 'a.zip'), zipSync({ 'motion.json': bytes }, { mtime: '1999-12-31' }))
  const metadata = { recordid: 'record-a', assessmentid: 'walk', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z' }
  await writeFile(path.join(cwd, 'a.metadata.json'), JSON.stringify(metadata))
  expect((await runIn(cwd, ['run', 'a.zip', '--out', 'out', '--offline'])).code).toBe(0)
})
afterAll(() => removeFolder(cwd))

const CHANGING = [
  'run a.zip --out out --offline --force',
  'unpack a.zip --out out --offline --force',
  'rebuild out --force',
  'replay out --offline',
  'archive-dataset motion_v1 --out out',
  'forget out --record record-a',
]
const READING = [
  'run a.zip --out out --offline --dry-run',
  'unpack a.zip --out out --offline --dry-run',
  'rebuild out --dry-run',
  'archive-dataset motion_v1 --out out --dry-run',
  'status out a.zip',
  'rebuild-documents out',
]

async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  return withStoreLock(createLocalStore(path.join(cwd, 'out')), 'locks/destination.json', work)
}

async function filesOfOut(): Promise<string[]> {
  return (await readdir(path.join(cwd, 'out'), { recursive: true })).filter((file) => !file.startsWith('.')).sort()
}

test.each(CHANGING)('while another command is at work, this one changes nothing and says so: %s', async (line) => {
  const before = await filesOfOut()
  const { code, out, err } = await whileLocked(() => runIn(cwd, line.split(' ')))
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^bridge-downstream: Somebody else is at work here, since .* \(key "locks\/destination\.json"\)\. Try again/)
  expect(await filesOfOut()).toEqual(before)
})

test.each(READING)('while another command is at work, this one looks all the same: %s', async (line) => {
  const { code, err } = await whileLocked(() => runIn(cwd, line.split(' ')))
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

test('a command that fails leaves the destination free', async () => {
  const { code, err } = await runIn(cwd, ['run', 'a.zip', '--out', 'out', '--offline', '--convention', 'identity'])
  expect(code).toBe(1)
  expect(err).toContain('identity')
  expect((await filesOfOut()).filter((file) => file.startsWith('locks'))).toEqual([])
})

test('a lock from another machine that nobody renews is waited for, which is said, and taken', async () => {
  const lock = { version: 1, owner: 'elsewhere-0-0-1-0-00', since: '2026-01-01T00:00:00.000Z' }
  await createLocalStore(path.join(cwd, 'out')).put('locks/destination.json', Buffer.from(JSON.stringify(lock)))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const ended = { isSo: false }
  const running = runIn(cwd, ['rebuild', 'out']).finally(() => (ended.isSo = true))
  while (!ended.isSo) {
    await vi.advanceTimersByTimeAsync(1000)
    // The file system takes its own time.
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await running).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^Another command was at work here, .*90 seconds.*\n$/) as string,
  })
  expect((await filesOfOut()).filter((file) => file.startsWith('locks'))).toEqual([])
})

// The last one forgets the record.
test.each(CHANGING)('by itself it is done, and the destination is free after: %s', async (line) => {
  const { code, err } = await runIn(cwd, line.split(' '))
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect((await filesOfOut()).filter((file) => file.startsWith('locks'))).toEqual([])
})
