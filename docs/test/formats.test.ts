import { readFileSync } from 'node:fs'
import { glob, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, removeFolder, runIn } from '../../packages/glue-shim/test/run-in.js'
import { root } from './pages.ts'

/** Fields of the table of JSON files: what stands between backticks in its second column. */
const rows = [...readFileSync(path.join(root, 'docs/concepts.md'), 'utf8').matchAll(/^\| `(\S+\.json)` +\| (.*) \|$/gm)].map(
  ([, file, text]) => ({ file: file!, fields: [...text!.matchAll(/`(\w+)`/g)].map(([, field]) => field!).sort() }),
)

const start = process.cwd()
let folder: string
beforeAll(async () => {
  folder = await makeFolder()
  process.chdir(folder)
  await import('../samples/getting-started/make-archives.mjs')
  await writeFile('uploads/broken.zip', (await readFile('uploads/record-2.zip')).subarray(0, 200))
  for (const command of ['run', 'relationalize']) expect((await runIn('.', [command, 'uploads', '--out', command])).code).toBe(2)
})
afterAll(async () => {
  process.chdir(start)
  await removeFolder(folder)
})

test('the page tells of each kind of file', () => expect(rows.length).toBe(6))

test.each(rows)('$file has the fields that the page says', async ({ file, fields }) => {
  const found = new Set<string>()
  for await (const name of glob(`{run,relationalize}/${file}`)) {
    for (const field of Object.keys(JSON.parse(await readFile(name, 'utf8')) as object)) found.add(field)
  }
  expect([...found].sort()).toEqual(fields)
})
