import { zipSync } from 'fflate'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'

const PATIENT = '{"resourceType":"Patient","name":[{"family":"SECRET"}],"active":true}'
const ENCOUNTER = '{"resourceType":"Encounter","period":{"start":"2024-01-01","end":"2024-01-02"},"class":{"code":"AMB"}}'

let cwd: string
beforeEach(async () => {
  cwd = await makeFolder()
  await mkdir(path.join(cwd, 'pile'))
  await write('pile/mixed.ndjson', `${PATIENT}\n${ENCOUNTER}\n${PATIENT}\n`)
  await write('pile/patients.json', `[${PATIENT},${PATIENT},${PATIENT},${PATIENT}]`)
  await write('pile/one.json', ENCOUNTER)
  await write('pile/a.zip', zip({ 'visit.json': ENCOUNTER, 'in/both.json': `[${PATIENT},${ENCOUNTER}]`, 'note.txt': 'no JSON' }))
})
afterEach(() => removeFolder(cwd))

const run = (...args: string[]): Promise<Outcome> => runIn(cwd, args)
const write = (name: string, content: string | Uint8Array): Promise<void> => writeFile(path.join(cwd, name), content)

function zip(entries: Readonly<Record<string, string>>): Uint8Array {
  const encoded = Object.entries(entries).map(([name, text]) => [name, new TextEncoder().encode(text)] as const)
  return zipSync(Object.fromEntries(encoded), { mtime: '1999-12-31' })
}

const GROUPS = {
  groups: [
    {
      identifier: 'Patient_v1',
      reason: { kind: 'discriminator', path: '$.resourceType', value: 'Patient' },
      documents: ['pile/a.zip/in/both.json#0', 'pile/mixed.ndjson#0', 'pile/mixed.ndjson#2', 'pile/patients.json'],
      documentCount: 7,
      shapeCount: 1,
    },
    {
      identifier: 'Encounter_v1',
      reason: { kind: 'discriminator', path: '$.resourceType', value: 'Encounter' },
      documents: ['pile/a.zip/in/both.json#1', 'pile/a.zip/visit.json', 'pile/mixed.ndjson#1', 'pile/one.json'],
      documentCount: 4,
      shapeCount: 1,
    },
  ],
}

describe('bucket', () => {
  test('--json prints the groups, each document under its name, and nothing else', async () => {
    const { code, out, err } = await run('bucket', 'pile', '--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toEqual(GROUPS)
  })

  test('files, globs and folders in any order give the same', async () => {
    const { out } = await run('bucket', 'pile', '--json')
    expect((await run('bucket', 'pile/patients.json', 'pile/*.zip', './pile/mixed.ndjson', 'pile/one.json', '--json')).out).toBe(out)
    expect((await run('bucket', 'pile/**/*', '--json')).out).toBe(out)
  })

  test('prints a table and some names for people', async () => {
    expect(await run('bucket', 'pile')).toEqual({
      code: 0,
      err: '',
      out: `group         documents  shapes  why
Patient_v1            7       1  $.resourceType is "Patient"
Encounter_v1          4       1  $.resourceType is "Encounter"

Patient_v1: pile/a.zip/in/both.json#0, pile/mixed.ndjson#0, pile/mixed.ndjson#2, … 1 more
Encounter_v1: pile/a.zip/in/both.json#1, pile/a.zip/visit.json, pile/mixed.ndjson#1, … 1 more
`,
    })
  })

  test('names are as given: relative to the working folder, also upwards, or absolute', async () => {
    const up = await runIn(path.join(cwd, 'pile'), ['bucket', '../pile/one.json', '--json'])
    expect(JSON.parse(up.out)).toMatchObject({ groups: [{ documents: ['one.json'] }] })
    await mkdir(path.join(cwd, 'elsewhere'))
    const beside = await runIn(path.join(cwd, 'elsewhere'), ['bucket', '../pile/one.json', '--json'])
    expect(JSON.parse(beside.out)).toMatchObject({ groups: [{ documents: ['../pile/one.json'] }] })
    const file = path.join(cwd, 'pile', 'one.json')
    for (const input of [file, path.dirname(file).replace(/pile$/, 'pi*/one.json')]) {
      expect(JSON.parse((await run('bucket', input, '--json')).out)).toMatchObject({ groups: [{ documents: [file] }] })
    }
  })

  test('what cannot be read is said on standard error with exit code 2, and nothing of it is in a group', async () => {
    await write('pile/bad.ndjson', `${PATIENT}\n{"resourceType":`)
    await write('pile/page.html', '<html>SECRET</html>')
    await write('pile/b.zip', zip({ 'twice.json': '{"a":1,"a":2}' }))
    const { code, out, err } = await run('bucket', 'pile', '--json')
    expect(code).toBe(2)
    expect(JSON.parse(out)).toEqual(GROUPS)
    expect(err).toMatch(
      /^left out: pile\/b\.zip › twice\.json: The key "a" stands twice[^\n]*\nleft out: pile\/bad\.ndjson › bad\.ndjson: The text ends[^\n]*\nleft out: pile\/page\.html[^\n]*\n$/,
    )
    expect(out + err).not.toContain('SECRET')
    expect((await run('bucket', 'pile/b.zip', '--duplicate-keys', 'last')).code).toBe(0)
  })

  test('similar and single documents say so', async () => {
    await mkdir(path.join(cwd, 'plain'))
    await write('plain/x.ndjson', '{"order":{"n":1,"m":2}}\n{"order":{"n":1},"note":"y"}\n')
    await write('plain/y.json', '{"person":{"first":"a","last":"b"}}')
    const { out } = await run('bucket', 'plain')
    expect(out).toMatch(/^x_v1 +2 +2 +alike: order *$/m)
    expect(out).toMatch(/^y_v1 +1 +1 +the only one of its kind *$/m)
  })

  test('an input without documents has no groups', async () => {
    await write('none.json', '[]')
    expect(await run('bucket', 'none.json')).toEqual({ code: 0, out: 'No groups: there was no JSON in the input.\n', err: '' })
    expect(JSON.parse((await run('bucket', 'none.json', '--json')).out)).toEqual({ groups: [] })
  })

  test('an input that is not there is wrong use', async () => {
    expect(await run('bucket', 'nowhere')).toMatchObject({ code: 1, err: expect.stringMatching(/nothing to read at "nowhere"/) as string })
  })

  test('--help ends with examples', async () => {
    const { code, out } = await run('bucket', '--help')
    expect(code).toBe(0)
    expect(out).toContain('Examples:\n  bridge-downstream bucket ')
  })
})
