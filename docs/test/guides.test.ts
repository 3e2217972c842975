import { globSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { makeFolder, removeFolder, runIn } from '../../packages/glue-shim/test/run-in.js'
import { findDifference } from '../../scripts/documentation/find-difference.mjs'
import { root, samplesIn } from './pages.ts'

/** Guides whose commands are typed one after the other, in the folder that Getting started has made. */
const GUIDES = ['docs/guides/first-archive.md', 'docs/guides/schema-change.md']

const start = process.cwd()
let folder: string
beforeAll(async () => {
  folder = await makeFolder()
  process.chdir(folder)
  await runSample('make-archives.mjs')
})
afterAll(async () => {
  process.chdir(start)
  await removeFolder(folder)
})

/** What a file of samples prints; that a page shows the same text is another test's matter. */
async function runSample(name: string): Promise<string> {
  const [file] = globSync(`docs/samples/**/${name}`, { cwd: root })
  if (file === undefined) throw new Error(`There is no sample ${name}`)
  const log = vi.spyOn(console, 'log').mockReturnValue()
  await import(/* @vite-ignore */ path.join(root, file))
  const printed = log.mock.calls.map((words) => words.join(' ')).join('\n')
  log.mockRestore()
  return printed
}

/** Each command of a block with what is shown below it. */
function commandsIn(text: string): { readonly command: string; readonly shown: string }[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => ({ command: part.split('\n', 1)[0]!, shown: part.slice(part.indexOf('\n') + 1) }))
}

async function typeIn(command: string): Promise<{ readonly code: number; readonly out: string }> {
  const [program, ...args] = command.split(' ')
  if (program === 'node') return { code: 0, out: await runSample(args[0]!) }
  expect(program).toBe('bridge-downstream')
  const { code, out, err } = await runIn('.', args)
  expect(err).toBe('')
  return { code, out }
}

test.each(GUIDES)('%s prints what it shows', async (guide) => {
  const page = readFileSync(path.join(root, guide), 'utf8').replaceAll(/\s+/g, ' ')
  let commands = 0
  for (const { language, title, text, place } of samplesIn(guide)) {
    if (title?.endsWith('.json')) await writeFile(title, text)
    if (language !== 'console') continue
    for (const { command, shown } of commandsIn(text)) {
      const { code, out } = await typeIn(command)
      expect(findDifference(shown, out), `${place}: ${command}\n${out}`).toBeUndefined()
      if (code !== 0) expect(page).toContain(`exit code is ${code}`)
      commands++
    }
  }
  expect(commands).toBeGreaterThan(3)
})
