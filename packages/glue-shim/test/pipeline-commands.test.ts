import { zipSync } from 'fflate'
import { mkdir, readdir, readFile, writeFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'

let cwd: string
beforeEach(async () => {
  cwd = await makeFolder()
  await archive('a', { 'motion.json': [{ x: 1 }, { x: 2.5, marks: [1, 2] }] })
  await archive('b', { 'motion.json': [{ x: 3 }], 'note.txt': 'no JSON' }, { uploadedon: '2024-01-03T03:04:05Z', healthcode: 'hc-b' })
  await archive('c', { 'motion.json': '[{"x":' })
})
afterEach(() => removeFolder(cwd))

const run = (...args: string[]): Promise<Outcome> => runIn(cwd, args)

async function archive(
  name: string,
  entries: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const files = Object.entries(entries).map(([file, content]) => [
    file,
    new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
  ])
  await writeFile(path.join(cwd, `${name}.zip`), zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { mtime: '1999-12-31' }))
  const base = {
    recordid: `record-${name}`,
    assessmentid: 'walk',
    assessmentrevision: '1',
    uploadedon: '2024-01-02T03:04:05Z',
    healthcode: 'hc',
  }
  await writeFile(path.join(cwd, `${name}.metadata.json`), JSON.stringify({ ...base, ...metadata }))
}

/** Everything in the destination, its store's own notes apart, as bytes in Latin-1. */
async function contents(out = 'out'): Promise<Record<string, string>> {
  const root = path.join(cwd, out)
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
  const found = files.map((file) => path.relative(root, path.join(file.parentPath, file.name))).filter((file) => !file.startsWith('.'))
  return Object.fromEntries(
    await Promise.all(found.sort().map(async (file) => [file, await readFile(path.join(root, file), 'latin1')] as const)),
  )
}

describe('run', () => {
  test('unpacks and rebuilds, and says what became of everything', async () => {
    const { code, out, err } = await run('run', '.', '--out', 'out', '--offline')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(out).toBe(`dataset    entries  documents
motion_v1        2          3

quarantined  c.zip
             motion.json: The text ends where a value should stand (line 1, byte 6).
skipped      1 entry (not JSON, by its name and its first character), such as b.zip › note.txt

3 archives: 2 taken, 1 quarantined
2 entries with 3 documents in JSON datasets

table                    rows  parts
dataset_motion_v1           3      2
dataset_motion_v1_marks     2      2

2 partitions: 2 rebuilt
3 documents, 5 values: 5 in columns, 0 as JSON text or residue
Output: out
`)
    const folders = new Set(Object.keys(await contents()).map((file) => file.split(path.sep)[0]!))
    expect([...folders].sort()).toEqual(['ledger', 'parquet', 'plans', 'quarantine', 'raw_json', 'receipts', 'registry'])
  })

  test('a second time writes nothing; forced, the same bytes', async () => {
    await run('run', '.', '--out', 'out', '--offline')
    const before = await contents()
    const second = await run('run', '.', '--out', 'out', '--offline')
    expect(second.out).toBe('3 archives, all done already: nothing to do.\n\n2 partitions, all done already: nothing to do.\nOutput: out\n')
    expect(await contents()).toEqual(before)
    await run('run', '.', '--out', 'out', '--offline', '--force')
    const { 'ledger/run-000002.json': ledger, ...after } = await contents()
    expect(ledger).toContain('"rebuilt": 2')
    expect(after).toEqual(before)
  })

  test('reads archives entry by entry to the same bytes', async () => {
    await run('run', '*.zip', '--out', 'out', '--offline')
    const { code, err } = await run('run', '*.zip', '--out', 'parts', '--offline', '--ranges-from', '0')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(await contents('parts')).toEqual(await contents())
    const wrong = await run('run', '.', '--out', 'parts', '--offline', '--ranges-from', '32M')
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('It is no number of bytes') as string })
  })

  test('a new archive rebuilds only its partition', async () => {
    await run('run', '.', '--out', 'out', '--offline')
    await archive('d', { 'motion.json': [{ x: 4 }] })
    const { out } = await run('run', '.', '--out', 'out', '--offline')
    expect(out).toContain('4 archives: 3 done already, 1 taken')
    expect(out).toContain('2 partitions: 1 done already, 1 rebuilt')
  })

  test('--dry-run says what would be done, and does nothing', async () => {
    expect((await run('run', '.', '--out', 'out', '--offline', '--dry-run')).out).toBe(
      '3 archives given: 3 new, 0 changed, 0 done\nArchives so far: none\n',
    )
    expect(await readdir(cwd)).not.toContain('out')
  })

  test.each(['run', 'unpack'])('%s --dry-run --json prints one JSON document', async (command) => {
    const { code, out } = await run(command, '.', '--out', 'out', '--offline', '--dry-run', '--json')
    const none = { taken: 0, quarantined: 0, duplicate: 0, forgotten: 0 }
    expect({ code, out: JSON.parse(out) as unknown }).toEqual({
      code: 0,
      out: { archives: { new: 3, changed: 0, done: 0, receipts: none } },
    })
  })

  test('the documents come back from the tables', async () => {
    await run('run', '.', '--out', 'out', '--offline')
    const { out } = await run('rebuild-documents', 'out/parquet')
    expect(out).toBe('{"x":1}\n{"marks":[1,2],"x":2.5}\n{"x":3}\n')
  })
})

describe('unpack, rebuild and status', () => {
  test('do the two steps of a run, and say how things stand in between', async () => {
    await run('unpack', '.', '--out', 'out', '--offline')
    expect((await run('status', 'out', '.')).out).toBe(`3 archives given: 0 new, 0 changed, 3 done
Archives so far: 2 taken, 1 quarantined

dataset    new  stale  gone  done
motion_v1    2      0     0     0

new    motion_v1 assessmentid=walk/year=2024/month=1/day=2/  there is no Parquet yet
new    motion_v1 assessmentid=walk/year=2024/month=1/day=3/  there is no Parquet yet
`)
    expect((await run('rebuild', 'out', '--dry-run')).out).toContain('motion_v1    2      0     0     0')
    expect(await run('rebuild', 'out')).toMatchObject({ code: 0, err: '' })
    expect((await run('status', 'out')).out).toContain('motion_v1    0      0     0     2')
    await run('run', 'a.zip', 'b.zip', 'c.zip', '--out', 'whole', '--offline')
    const [stepwise, whole] = [await contents(), await contents('whole')]
    const withoutLedgers = (all: Record<string, string>): Record<string, string> =>
      Object.fromEntries(Object.entries(all).filter(([file]) => !file.startsWith('ledger')))
    expect(withoutLedgers(stepwise)).toEqual(withoutLedgers(whole))
  })

  test('a line that somebody has damaged fails its partition, with its place, and the other goes on', async () => {
    await run('unpack', '.', '--out', 'out', '--offline')
    const file = 'out/raw_json/dataset=motion_v1/assessmentid=walk/year=2024/month=1/day=3/record-b.ndjson'
    await writeFile(path.join(cwd, file), '{"x":"SECRET"\n')
    const { code, out } = await run('rebuild', 'out')
    expect(code).toBe(1)
    expect(out).toMatch(/failed +motion_v1 assessmentid=walk\/year=2024\/month=1\/day=3\/\n.*record-b\.ndjson/)
    expect(out).toContain('2 partitions: 1 rebuilt, 1 failed')
    expect(out).not.toContain('SECRET')
  })
})

test('replay takes from quarantine what is good now', async () => {
  await archive('c', { 'motion.json': '{"x":1,"x":2}' })
  await run('run', '.', '--out', 'out', '--offline')
  expect((await run('replay', 'out', '--offline')).code).toBe(2)
  const { code, out } = await run('replay', 'out', '--offline', '--duplicate-keys', 'last')
  expect(code).toBe(0)
  expect(out).toContain('1 archive: 1 taken')
  expect((await run('rebuild', 'out')).out).toContain('2 partitions: 1 done already, 1 rebuilt')
  expect(Object.keys(await contents()).filter((file) => file.startsWith('quarantine'))).toEqual([])
})

test('everything is the same on every road', async () => {
  const [first, ...others] = await Promise.all(
    ['auto', 'fast', 'reference'].map(async (road) => {
      await run('run', '.', '--out', road, '--offline', '--road', road)
      const before = await contents(road)
      expect((await run('rebuild', road, '--force', '--road', road)).code).toBe(0)
      return [before, Object.entries(await contents(road)).filter(([file]) => file.startsWith('parquet/'))]
    }),
  )
  expect(others).toEqual([first, first])
  expect(first![1]!.length).toBeGreaterThan(2)
  expect((await run('rebuild', 'auto', '--road', 'muddy')).code).toBe(1)
})

describe('forget', () => {
  test('leaves no trace of a participant, and the rest as it was', async () => {
    await run('run', '.', '--out', 'out', '--offline')
    const before = await contents()
    const { code, out } = await run('forget', 'out', '--participant', 'healthcode=hc-b')
    expect(code).toBe(0)
    expect(out).toContain(
      'Archives forgotten: 1. Objects of JSON datasets removed: 1, originals in quarantine: 0, ledgers cleared of names: 1, partitions of archived Parquet: 0.',
    )
    expect(out).toContain('2 partitions: 1 done already, 1 removed')
    const after = await contents()
    expect(Object.entries(after).flat().join('\n')).not.toMatch(/record-b|hc-b|b\.zip/)
    const others = Object.keys(before).filter((file) => /record-a|day=2/.test(file))
    expect(others.length).toBeGreaterThan(2)
    for (const file of others) expect(after[file]).toBe(before[file])
    expect((await run('run', '.', '--out', 'out', '--offline')).out).toContain('3 archives, all done already')
  })

  test('goes on past a damaged ledger, and fails with its key', async () => {
    await run('run', '.', '--out', 'out', '--offline')
    await writeFile(path.join(cwd, 'out/ledger/run-000001.json'), '{"archive":"b.zip')
    await writeFile(path.join(cwd, 'out/ledger/notes.txt'), 'hi')
    const { code, out, err } = await run('forget', 'out', '--participant', 'healthcode=hc-b')
    expect(code).toBe(1)
    expect(out).toContain('Archives forgotten: 1.')
    expect(out).toContain('may name somebody who is forgotten: ledger/run-000001.json. Delete them.')
    expect(`${out}${err}`).not.toContain('b.zip')
    expect((await run('forget', 'out', '--participant', 'healthcode=hc-b')).code).toBe(0)
  })

  test('needs somebody to forget', async () => {
    expect(await run('forget', 'out')).toMatchObject({ code: 1, err: expect.stringContaining('Give --record or --participant') as string })
    for (const participant of ['healthcode', '=hc', 'healthcode=']) {
      expect(await run('forget', 'out', '--participant', participant)).toMatchObject({
        code: 1,
        err: expect.stringContaining('--participant takes key=value') as string,
      })
    }
  })
})

test.each(['run', 'unpack', 'rebuild', 'status', 'replay', 'forget', 'relationalize'])('%s --help ends with examples', async (command) => {
  const { code, out } = await run(command, '--help')
  expect(code).toBe(0)
  expect(out).toContain(`Examples:\n  bridge-downstream ${command} `)
})

test.each(['run', 'rebuild'])('%s names the rules file, and writes nothing, if it says what there is not', async (command) => {
  await mkdir(path.join(cwd, 'out'))
  await writeFile(path.join(cwd, 'rules.json'), '{"motion_v1":{"deduplicate":{"keys":["x"]}}}')
  const { code, err } = await run(
    command,
    ...(command === 'run' ? ['a.zip', '--out', 'out', '--offline'] : ['out']),
    '--rules',
    'rules.json',
  )
  expect(code).toBe(1)
  expect(err).toMatch(/"rules\.json".*"deduplicate".*dataset "motion_v1".*Write \{"key": \[/)
  expect(await contents()).toEqual({})
})

describe('overrides that are given once there is a plan', () => {
  const overrides = (byPath: unknown): Promise<void> => writeFile(path.join(cwd, 'o.json'), JSON.stringify({ motion_v1: byPath }))

  test.each([
    ['run', { '$.x': { type: 'string' } }],
    ['run', { '$.x': { exclude: true } }],
    ['run', { '$.marks': { json: true } }],
    ['rebuild', { '$.x': { rename: 'y' } }],
    ['forget', { '$.x': { rename: 'y' } }],
  ])('%s says that they would change it (%j), and writes nothing', async (command, byPath) => {
    await run('run', 'a.zip', '--out', 'out', '--offline')
    const before = await contents()
    await overrides(byPath)
    const args = {
      run: ['run', '.', '--out', 'out', '--offline', '--force'],
      rebuild: ['rebuild', 'out', '--force'],
      forget: ['forget', 'out', '--record', 'record-a'],
    }
    const { code, err } = await run(...args[command as 'run'], '--overrides', 'o.json')
    expect(code).toBe(1)
    expect(err).toContain(`override at "${Object.keys(byPath)[0]}"`)
    expect(err).toMatch(/dataset "motion_v1".*new destination/)
    expect(await contents()).toEqual(before)
  })

  test('those that it was made with, or that are for what is new, are taken', async () => {
    await overrides({ '$.x': { type: 'string' } })
    await run('run', 'a.zip', '--out', 'out', '--offline', '--overrides', 'o.json')
    const before = await contents()
    expect(await run('run', 'a.zip', '--out', 'out', '--offline', '--overrides', 'o.json')).toMatchObject({ code: 0, err: '' })
    expect(await contents()).toEqual(before)
    await archive('b', { 'motion.json': [{ x: 3, y: 4 }] })
    await overrides({ '$.x': { type: 'string' }, '$.y': { type: 'string' } })
    expect(await run('run', 'a.zip', 'b.zip', '--out', 'out', '--offline', '--overrides', 'o.json')).toMatchObject({ code: 0, err: '' })
    const plan = JSON.parse((await contents())['plans/motion_v1.json']!) as { tables: { columns: { name: string; type: string }[] }[] }
    expect(plan.tables[0]!.columns.filter(({ name }) => /^[xy]$/.test(name)).map(({ name, type }) => `${name} ${type}`)).toEqual([
      'x string',
      'y string',
    ])
  })
})

test.each([
  ['run', ['run', 'a.zip', 'b.zip', '--out', 'out', '--offline']],
  ['rebuild', ['rebuild', 'out']],
  ['forget', ['forget', 'out', '--record', 'record-a']],
])('%s says that plans were made with another convention, and writes nothing', async (_, args) => {
  await run('run', 'a.zip', '--out', 'out', '--offline', '--convention', 'snake_case')
  await archive('b', { 'motion.json': [{ x: 3 }], 'further.json': { y: 1 } })
  const before = await contents()
  const { code, err } = await run(...args)
  expect(code).toBe(1)
  expect(err).toMatch(/made with the convention snake_case, not glue \(dataset "motion_v1".*Keep the choice/)
  expect(await contents()).toEqual(before)
  expect(await run(...args, '--convention', 'snake_case')).toMatchObject({ code: 0, err: '' })
})

describe('a metadata file that is none', () => {
  const sidecar = (name: string, text: string): Promise<void> => writeFile(path.join(cwd, `${name}.metadata.json`), text)
  beforeEach(async () => {
    await rm(path.join(cwd, 'c.zip'))
    await archive('d', { 'motion.json': [{ x: 9 }] })
  })

  test.each([
    ['no JSON', '{'],
    ['a number', '{"recordid":5}'],
    ['a list', '["recordid"]'],
    ['nothing', ''],
  ])('quarantines its archive, and the others go on (%s)', async (_, text) => {
    await sidecar('b', text)
    const { code, out, err } = await run('run', '.', '--out', 'out', '--offline', '--json')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    const reason = expect.stringContaining('The metadata file "b.metadata.json" is no JSON object of strings') as string
    expect(JSON.parse(out)).toMatchObject({
      unpack: { archives: { taken: 2, quarantined: 1 }, quarantined: [{ archive: 'b.zip', code: 'bad-metadata', reason }] },
    })
    const replayed = await run('replay', 'out', '--offline', '--json')
    expect(JSON.parse(replayed.out)).toMatchObject({
      replay: { archives: { taken: 0, quarantined: 1 }, quarantined: [{ code: 'bad-metadata' }] },
    })
    await archive('b', { 'motion.json': [{ x: 3 }] })
    expect(JSON.parse((await run('run', '.', '--out', 'out', '--offline', '--json')).out)).toMatchObject({
      unpack: { archives: { taken: 1, quarantined: 0 } },
    })
    expect(Object.keys(await contents()).filter((file) => file.startsWith('quarantine'))).toEqual([])
  })

  test('is named by its path, and told by every command that reads archives', async () => {
    await mkdir(path.join(cwd, 'in/deep'), { recursive: true })
    for (const file of ['a.zip', 'a.metadata.json']) await writeFile(path.join(cwd, 'in', file), await readFile(path.join(cwd, file)))
    await writeFile(path.join(cwd, 'in/deep/b.zip'), await readFile(path.join(cwd, 'b.zip')))
    await sidecar('in/deep/b', '{')
    for (const command of ['validate', 'schema', 'plan', 'bucket']) {
      const { code, out, err } = await run(command, 'in', ...(command === 'validate' ? ['--offline'] : []))
      expect([command, code]).toEqual([command, 2])
      expect([command, out + err]).toEqual([command, expect.stringContaining('"in/deep/b.metadata.json" is no JSON object of strings')])
    }
    const { code, out } = await run('relationalize', 'in', '--out', 'tables')
    expect(code).toBe(2)
    expect(out).toContain('"in/deep/b.metadata.json"')
  })

  test('a byte order mark before the JSON is passed over', async () => {
    await sidecar('b', `\uFEFF${await readFile(path.join(cwd, 'b.metadata.json'), 'utf8')}`)
    expect(await run('run', '.', '--out', 'out', '--offline')).toMatchObject({ code: 0, err: '' })
  })
})

describe('a destination', () => {
  test.each([
    ['rebuild', 'nowhere'],
    ['rebuild', 'nowhere', '--dry-run'],
    ['status', 'nowhere'],
    ['replay', 'nowhere', '--offline'],
    ['forget', 'nowhere', '--record', 'record-a'],
  ])('that no run has written to is said: %s', async (...args) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/No run has written anything at "nowhere"\. Give the folder or URL/)
    expect(await readdir(cwd)).not.toContain('nowhere')
  })

  test('need not be there yet for how archives stand to it', async () => {
    expect(await run('status', 'nowhere', 'a.zip')).toMatchObject({ code: 0, out: expect.stringContaining('1 new') as string })
  })

  test.each([
    ['run', 'a.zip', '--offline', '--out', 'b.zip'],
    ['unpack', 'a.zip', '--offline', '--out', 'b.zip/out'],
    ['relationalize', 'a.zip', '--out', 'b.zip'],
    ['status', 'b.zip'],
  ])('that is a file is said: %s', async (...args) => {
    const { code, err } = await run(...args)
    expect(code).toBe(1)
    expect(err).toMatch(/"b\.zip(\/out)?" is no folder, and can be none/)
  })

  test.each([
    ['out/in', 'out'],
    ['out', 'out'],
    ['out/in/a.zip', 'out'],
    ['out/in/*.zip', 'out'],
  ])('that the input lies in is said (%s in %s)', async (input, out) => {
    await mkdir(path.join(cwd, 'out/in'), { recursive: true })
    await writeFile(path.join(cwd, 'out/in/a.zip'), await readFile(path.join(cwd, 'a.zip')))
    for (const command of [['run', '--offline'], ['relationalize']]) {
      const { code, err } = await run(...command, input, '--out', out)
      expect(code).toBe(1)
      expect(err).toContain(`What is at "${input}" lies in the destination, which is left out of the input.`)
    }
  })
})

test('parts that were deleted are made again', async () => {
  await run('run', '.', '--out', 'out', '--offline')
  const before = await contents()
  await rm(path.join(cwd, 'out/parquet/dataset_motion_v1_marks'), { recursive: true })
  expect((await run('rebuild', 'out')).out).toContain('2 partitions: 2 rebuilt')
  const { 'ledger/run-000002.json': _ledger, ...after } = await contents()
  expect(after).toEqual(before)
})
