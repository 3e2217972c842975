import { zipSync } from 'fflate'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'

let cwd: string
beforeEach(async () => {
  cwd = await makeFolder()
})
afterEach(async () => {
  await removeFolder(cwd)
})

const run = (args: string[], isTTY = false): Promise<Outcome> => runIn(cwd, args, isTTY)

function zip(entries: Readonly<Record<string, string>>): Uint8Array {
  const encoded = Object.entries(entries).map(([name, text]) => [name, new TextEncoder().encode(text)] as const)
  return zipSync(Object.fromEntries(encoded), { mtime: '1999-12-31' })
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(cwd, folder), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.relative(cwd, path.join(entry.parentPath, entry.name)))
  return files.filter((file) => !file.includes('.bridge-downstream')).sort()
}

const GOOD = zip({ 'a.json': '{"n":1,"list":[{"x":1},{"x":2}]}' })

describe('relationalize', () => {
  test('writes tables and the ledger, prints a summary, exits with 0', async () => {
    await writeFile(path.join(cwd, 'one.zip'), GOOD)
    const { code, out, err } = await run(['relationalize', 'one.zip', '--out', 'tables'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/dataset_a_v1_list +2 +1/)
    expect(out).toContain('1 archive, 1 entry: 1 written, 0 skipped, 0 quarantined')
    expect(await filesBelow('tables')).toEqual([
      'tables/dataset_a_v1/part-00000.parquet',
      'tables/dataset_a_v1_list/part-00000.parquet',
      'tables/ledger.json',
    ])
  })

  test('the tables are the same on every road', async () => {
    await writeFile(path.join(cwd, 'one.zip'), GOOD)
    const roads = ['auto', 'fast', 'reference']
    for (const road of roads) expect(await run(['relationalize', 'one.zip', '--out', road, '--road', road])).toMatchObject({ code: 0 })
    const [first, ...others] = await Promise.all(
      roads.map(async (road) => {
        const files = await filesBelow(road)
        return Promise.all(files.map(async (file) => [path.relative(road, file), await readFile(path.join(cwd, file))]))
      }),
    )
    expect(others).toEqual([first, first])
    expect((await run(['relationalize', 'one.zip', '--out', 'tables', '--road', 'muddy'])).code).toBe(1)
  })

  test('exits with 2 and keeps the original where something is quarantined; the neighbours are written', async () => {
    await writeFile(path.join(cwd, 'good.zip'), GOOD)
    await writeFile(path.join(cwd, 'page.zip'), '<html>SECRET</html>')
    await writeFile(path.join(cwd, 'page.metadata.json'), '{"recordid":"r1"}')
    const { code, out, err } = await run(['relationalize', '.', '--out', 'tables'])
    expect(code).toBe(2)
    expect(out).toContain('quarantined  page.zip')
    expect(out + err).not.toContain('SECRET')
    const quarantine = (await filesBelow('tables')).filter((file) => file.includes('quarantine'))
    expect(quarantine).toHaveLength(2)
    expect(await readFile(path.join(cwd, quarantine[0]!), 'utf8')).toBe('<html>SECRET</html>')
    expect(JSON.parse(await readFile(path.join(cwd, quarantine[1]!), 'utf8'))).toMatchObject({
      archive: 'page.zip',
      metadata: { recordid: 'r1' },
      items: [{ outcome: 'quarantined', code: 'not-an-archive', recordId: 'r1' }],
    })
  })

  test('--json prints the ledger and nothing else', async () => {
    await writeFile(path.join(cwd, 'one.zip'), GOOD)
    const { code, out } = await run(['relationalize', 'one.zip', '--out', 'tables', '--json'], true)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ version: 1, entries: { written: 1 }, leaves: { in: 3, cells: 3 } })
  })

  test('a progress line is drawn on a terminal, and wiped', async () => {
    await writeFile(path.join(cwd, 'one.zip'), GOOD)
    const { err } = await run(['relationalize', 'one.zip', '--out', 'tables'], true)
    expect(err).toContain('1/1 archives')
    expect(err.endsWith('\r\u001B[2K')).toBe(true)
  })

  test('a second run gives the same bytes, and replaces what the first wrote', async () => {
    await mkdir(path.join(cwd, 'in'))
    await writeFile(path.join(cwd, 'in/one.zip'), GOOD)
    await writeFile(path.join(cwd, 'in/two.zip'), zip({ 'b.json': '{"x":1}' }))
    await run(['relationalize', 'in', '--out', 'tables'])
    const first = await readAll('tables')
    await run(['relationalize', 'in', '--out', 'tables'])
    expect(await readAll('tables')).toEqual(first)
    await rm(path.join(cwd, 'in/two.zip'))
    await writeFile(path.join(cwd, 'tables/notes.txt'), 'mine')
    await run(['relationalize', 'in', '--out', 'tables'])
    expect(await filesBelow('tables')).toEqual([
      'tables/dataset_a_v1/part-00000.parquet',
      'tables/dataset_a_v1_list/part-00000.parquet',
      'tables/ledger.json',
      'tables/notes.txt',
    ])
  })

  test('the destination is no input, also where it lies within one', async () => {
    await writeFile(path.join(cwd, 'one.zip'), GOOD)
    const first = await run(['relationalize', '.', '--out', 'tables'])
    const second = await run(['relationalize', '.', '--out', 'tables'])
    expect(second).toEqual(first)
  })

  test('globs are expanded where the shell has not', async () => {
    await mkdir(path.join(cwd, 'in'))
    await writeFile(path.join(cwd, 'in/one.zip'), GOOD)
    expect((await run(['relationalize', 'in/*.zip', '--out', 'tables'])).code).toBe(0)
  })
})

describe('wrong use exits with 1 and says what to do', () => {
  test.each<[string, string[], RegExp]>([
    ['no arguments', [], /Usage: bridge-downstream/],
    ['no archives', ['relationalize', '--out', 'x'], /missing required argument 'archives'/],
    ['no --out', ['relationalize', 'one.zip'], /required option '--out <dir>'/],
    ['an unknown command', ['rnu'], /unknown command 'rnu'/],
    ['an unknown option', ['relationalize', 'one.zip', '--out', 'x', '--nope'], /unknown option '--nope'/],
    [
      'an unknown convention',
      ['relationalize', 'one.zip', '--out', 'x', '--convention', 'camel'],
      /Allowed choices are glue, snake_case, identity/,
    ],
    [
      'an input that is not there',
      ['relationalize', 'nowhere.zip', '--out', 'x'],
      /nothing to read at "nowhere.zip".*files, folders or quoted globs/,
    ],
  ])('%s', async (_, args, message) => {
    const { code, err } = await run(args)
    expect(code).toBe(1)
    expect(err).toMatch(message)
  })

  test('a destination with a ledger.json of someone else', async () => {
    await writeFile(path.join(cwd, 'one.zip'), GOOD)
    await mkdir(path.join(cwd, 'tables'))
    await writeFile(path.join(cwd, 'tables/ledger.json'), '{"accounts":[]}')
    const { code, err } = await run(['relationalize', 'one.zip', '--out', 'tables'])
    expect(code).toBe(1)
    expect(err).toMatch(/ledger\.json that no run has written.*Choose another destination/)
    expect(await filesBelow('tables')).toEqual(['tables/ledger.json'])
  })
})

test('--help ends with examples', async () => {
  const { code, out } = await run(['relationalize', '--help'])
  expect(code).toBe(0)
  expect(out).toMatch(/Examples:\n {2}bridge-downstream relationalize uploads\/ --out tables/)
})

async function readAll(folder: string): Promise<Record<string, string>> {
  const files = await filesBelow(folder)
  const contents = await Promise.all(files.map(async (file) => [file, (await readFile(path.join(cwd, file))).toString('base64')] as const))
  return Object.fromEntries(contents)
}
