import { checkLedger, relationalize, type ArchiveSource, type Ledger, type RelationalizeOptions } from '@bridge-downstream/core'
import { gzipSync, zipSync, type Zippable } from 'fflate'
import { describe, expect, test } from 'vitest'

// No value of a document may stand in an error; these stand for someone's health.
const SECRET = 'SECRET-DIAGNOSIS'
const GOOD = { 'good.json': text(`{"n":1,"note":"${SECRET}"}`) }

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

function source(name: string, bytes: Uint8Array): ArchiveSource {
  return { name, bytes: async () => bytes }
}

function zip(entries: Zippable): Uint8Array {
  return zipSync(entries, { mtime: '1999-12-31' })
}

async function run(sources: ArchiveSource[], options?: RelationalizeOptions): Promise<{ ledger: Ledger; rows: Record<string, number> }> {
  const relationalization = relationalize(sources, options)
  const rows: Record<string, number> = {}
  for await (const part of relationalization) rows[part.table.name] = (rows[part.table.name] ?? 0) + part.rows
  checkLedger(relationalization.ledger)
  expect(JSON.stringify(relationalization.ledger)).not.toContain('SECRET')
  return { ledger: relationalization.ledger, rows }
}

const bombBytes = zip({ ...GOOD, 'bomb.json': text(`"${'a'.repeat(8 * 1024 ** 2)}"`) })
const broken = zip(GOOD).slice(0, -30)

describe('a bad file is in the ledger with one clear error, and its neighbours succeed', () => {
  test.each<[string, string, Uint8Array, string, RegExp]>([
    ['is no archive', 'page.zip', text(`<html>${SECRET}</html>`), 'not-an-archive', /neither a ZIP archive, nor gzip, nor JSON/],
    ['is empty', 'empty.zip', new Uint8Array(), 'empty-archive', /empty/],
    ['is an empty JSON file', 'empty.json', new Uint8Array(), 'empty-archive', /empty/],
    ['is an empty ZIP', 'nothing.zip', zip({}), 'empty-archive', /empty/],
    ['is a broken ZIP', 'cut.zip', broken, 'truncated-archive', /cut off/],
    ['is broken gzip', 'cut.json.gz', gzipSync(text(`{"a":"${SECRET}"}`)).slice(0, -12), 'bad-gzip', /gzip/],
    ['is broken JSON', 'cut.json', text(`{"a":"${SECRET}","b":`), 'bad-json', /line 1/],
    ['has a broken line of NDJSON', 'cut.ndjson', text(`{"a":"${SECRET}"}\n{"a":}\n{"a":1}`), 'bad-json', /line 2, byte/],
  ])('%s', async (_, name, bytes, code, reason) => {
    const { ledger, rows } = await run([source(name, bytes), source('neighbour.zip', zip(GOOD))])
    const bad = ledger.items.filter((item) => item.outcome === 'quarantined')
    expect(bad).toHaveLength(1)
    expect(bad[0]).toMatchObject({ archive: name, code })
    expect(bad[0]!.reason).toMatch(reason)
    expect(rows).toEqual({ dataset_good_v1: 1 })
  })
})

describe('a bad entry', () => {
  const cases: [string, string, Uint8Array, string][] = [
    ['is no JSON', 'bad.json', zip({ ...GOOD, 'bad.json': text(`{"a":"${SECRET}"`) }), 'bad-json'],
    ['is no UTF-8', 'bad.json', zip({ ...GOOD, 'bad.json': new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]) }), 'bad-utf8'],
    ['is a bomb', 'bomb.json', bombBytes, 'suspicious-ratio'],
    ['leads out of the archive', '../up.json', zip({ ...GOOD, '../up.json': text('{}') }), 'unsafe-path'],
    ['has a key twice', 'bad.json', zip({ ...GOOD, 'bad.json': text(`{"a":"${SECRET}","a":1}`) }), 'duplicate-key'],
    ['nests without end', 'bad.json', zip({ ...GOOD, 'bad.json': text('['.repeat(100_000)) }), 'too-deep'],
  ]

  test.each(cases)('%s: it is quarantined, and the entries beside it are written', async (_, entry, bytes, code) => {
    const { ledger, rows } = await run([source('bad.zip', bytes), source('neighbour.zip', zip(GOOD))])
    const bad = ledger.items.filter((item) => item.outcome === 'quarantined')
    expect(bad).toEqual([expect.objectContaining({ archive: 'bad.zip', entry, code })])
    expect(rows).toEqual({ dataset_good_v1: 2 })
  })

  test.each(cases)('%s: its whole record is quarantined where that is asked for', async (_, entry, bytes, code) => {
    const { ledger, rows } = await run([source('bad.zip', bytes), source('neighbour.zip', zip(GOOD))], { quarantine: 'record' })
    const bad = ledger.items.filter((item) => item.outcome === 'quarantined')
    expect(new Map(bad.map((item) => [item.entry, item.code]))).toEqual(
      new Map([
        [entry, code],
        ['good.json', 'record-quarantined'],
      ]),
    )
    expect(rows).toEqual({ dataset_good_v1: 1 })
    expect(ledger.leaves.quarantined).toBe(2)
  })
})

test('what is not JSON is skipped, each with its reason', async () => {
  const { ledger } = await run([
    source(
      'mixed.zip',
      zip({
        ...GOOD,
        'a.png': new Uint8Array([0x89, 0x50]),
        'b.csv': text('x,y'),
        'c.json': new Uint8Array(),
        folder: {},
        'd/': new Uint8Array(),
      }),
    ),
  ])
  expect(Object.fromEntries(ledger.items.map((item) => [item.entry, item.code ?? item.outcome]))).toMatchObject({
    'a.png': 'not-json',
    'b.csv': 'not-json',
    'c.json': 'empty',
    'd/': 'directory',
    'good.json': 'written',
  })
})

test('a record is taken once: the same bytes again are passed over, other bytes are quarantined', async () => {
  const of = (name: string, bytes: Uint8Array): ArchiveSource => ({ ...source(name, bytes), recordId: 'r1' })
  const other = zip({ 'good.json': text('{"n":2}') })
  const { ledger, rows } = await run([of('a.zip', zip(GOOD)), of('b.zip', zip(GOOD)), of('c.zip', other)])
  expect(ledger.items.map(({ archive, outcome, code }) => [archive, outcome, code])).toEqual([
    ['a.zip', 'written', undefined],
    ['b.zip', 'skipped', 'duplicate'],
    ['c.zip', 'quarantined', 'duplicate-record'],
  ])
  expect(rows).toEqual({ dataset_good_v1: 1 })
})

test('a source that fails to read ends the run with its own error', async () => {
  const failing: ArchiveSource = { name: 'x', bytes: () => Promise.reject(new Error('the disk is gone')) }
  await expect(run([failing])).rejects.toThrow('the disk is gone')
})

test('two sources of one name are refused', async () => {
  await expect(run([source('a', text('{}')), source('a', text('{}'))])).rejects.toThrow(/same name/)
})

test.each([{ rowGroupRows: 0 }, { rowGroupRows: 1.5 }, { rowGroupRows: 122_881 }, { partSizeBytes: -1 }])(
  '%j is refused',
  async (options) => {
    await expect(run([source('a.json', text('{}'))], options)).rejects.toThrow(/Leave it out for the default/)
  },
)

test('the ledger cannot be had before the run has ended', () => {
  expect(() => relationalize(source('a', text('{}'))).ledger).toThrow(/before the run has ended/)
})
