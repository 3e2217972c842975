import {
  createMemoryStore,
  openStoredArchive,
  relationalize,
  replay,
  unpack,
  type ArchiveLimits,
  type ArchiveSource,
  type Store,
  type UnpackLedger,
  type UnpackSource,
} from '@bridge-downstream/core'
import { existsSync, readFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { buildZip, type EntryToBuild } from '../archive/build-zip.js'
import { fixturePath, fixturesAreThere, readTsv, sayLeftOut } from '../support/fixtures.js'
import { archiveOf, EXAMINE, smallStudy } from '../support/study.js'
import { watchStore, type WatchedStore } from '../support/watched-store.js'

const METADATA = { assessmentid: 'walk', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z' }

/** Archives as objects of a store. */
async function uploadsOf(sources: readonly UnpackSource[]): Promise<Store> {
  const store = createMemoryStore()
  for (const source of sources) {
    const archive = await source.open()
    await store.put(archive.name, await archive.bytes(), { metadata: archive.metadata ?? {} })
  }
  return store
}

async function listSources(uploads: Store, rangesFromBytes: number, reader = uploads): Promise<UnpackSource[]> {
  const objects = await Array.fromAsync(uploads.list())
  return objects.map((object) => ({
    name: object.key,
    version: object.etag,
    open: () => openStoredArchive(reader, object, { rangesFromBytes }),
  }))
}

interface Outcome {
  readonly ledger: UnpackLedger
  readonly contents: Record<string, string>
}

async function unpackFrom(uploads: Store, rangesFromBytes: number, archiveLimits: Partial<ArchiveLimits> = {}): Promise<Outcome> {
  const store = watchStore()
  const examine = { ...EXAMINE, archiveLimits }
  const ledger = await unpack(await listSources(uploads, rangesFromBytes), store, { examine })
  return { ledger, contents: await store.contents() }
}

async function expectBothAlike(uploads: Store, archiveLimits: Partial<ArchiveLimits> = {}): Promise<UnpackLedger> {
  const whole = await unpackFrom(uploads, Infinity, archiveLimits)
  const ranged = await unpackFrom(uploads, 0, archiveLimits)
  expect(ranged).toEqual(whole)
  return ranged.ledger
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

function json(name: string, value: unknown, more: Partial<EntryToBuild> = {}): EntryToBuild {
  const content = text(JSON.stringify(value))
  return { name, content, data: deflateRawSync(content), method: 8, ...more }
}

const GOOD = json('m.json', [{ x: 1 }, { x: 2 }])
const EMPTY = { name: 'empty.json', content: text('') }

/** Archives that are refused, wholly or in part, or read in an unusual way. */
const HOSTILE: Readonly<Record<string, Uint8Array>> = {
  'alias.zip': buildZip([GOOD, { ...GOOD, name: 'alias.json', withoutLocal: true, localHeaderOffset: 0 }]),
  'backslash.zip': buildZip([json('a\\m.json', { x: 1 })]),
  'bad-checksum.zip': buildZip([GOOD, json('n.json', { x: 1 }, { crc32: 1 })]),
  'behind.zip': buildZip([GOOD], { prefix: text('a program') }),
  'bomb.zip': buildZip([
    { name: 'm.json', content: new Uint8Array(2_000_000), data: deflateRawSync(new Uint8Array(2_000_000)), method: 8 },
  ]),
  'comment.zip': buildZip([GOOD], { comment: text('PK\u0005\u0006 is not the end') }),
  'count.zip': buildZip([GOOD], { entryCount: 3 }),
  'cut.zip': buildZip([GOOD, json('n.json', { x: 1 })]).slice(0, 100),
  'directory.zip': buildZip([{ name: 'folder/', content: text('') }, GOOD, EMPTY]),
  'disks.zip': buildZip([GOOD], { disk: 2 }),
  'empty.zip': buildZip([]),
  'encrypted.zip': buildZip([GOOD, json('n.json', { x: 1 }, { flags: 1 })]),
  'gzip.zip': new Uint8Array([0x1f, 0x8b, 8, 0]),
  'implode.zip': buildZip([json('m.json', { x: 1 }, { method: 6 })]),
  'link.zip': buildZip([json('m.json', { x: 1 }, { unixMode: 0o120777 })]),
  'long-lie.zip': buildZip([json('m.json', { x: 1 }, { uncompressedBytes: 3 })]),
  'no-header.zip': buildZip([GOOD, { ...GOOD, name: 'n.json', withoutLocal: true, localHeaderOffset: 5 }]),
  'none.zip': text('<html>an error page</html>'),
  'nothing.zip': new Uint8Array(),
  'outside.zip': buildZip([GOOD, { ...GOOD, name: 'n.json', withoutLocal: true, localHeaderOffset: 1e9 }]),
  'plain.json': text('{"x":1}'),
  'reaching.zip': buildZip([GOOD, json('n.json', { x: 1 }, { compressedBytes: 1e6 })]),
  'same-name.zip': buildZip([json('m.json', { x: 1 }), json('m.json', { x: 2 })]),
  'short-lie.zip': buildZip([json('m.json', { x: 1 }, { uncompressedBytes: 300 })]),
  'stored.zip': buildZip([{ name: 'm.json', content: text('{"x":1}') }]),
  'touching.zip': buildZip([json('a.json', { x: 1 }, { compressedBytes: 60 }), json('b.json', { x: 2 })]),
  'upwards.zip': buildZip([json('../m.json', { x: 1 })]),
  'wide.zip': buildZip([GOOD], { zip64: true }),
}

async function uploadsWith(files: Readonly<Record<string, Uint8Array>>): Promise<Store> {
  const store = createMemoryStore()
  for (const [key, bytes] of Object.entries(files)) await store.put(key, bytes, { metadata: { ...METADATA, recordid: `id of ${key}` } })
  return store
}

describe('read by ranges, every object of the destination is the same', () => {
  test('of a study', async () => {
    const ledger = await expectBothAlike(await uploadsOf(smallStudy(30)))
    expect(ledger.archives).toMatchObject({ taken: 26, quarantined: 4, failed: 0 })
  })

  test('of hostile and damaged archives', async () => {
    const ledger = await expectBothAlike(await uploadsWith(HOSTILE))
    const codes = [
      'bad-gzip bad-zip damaged-entry empty-archive encrypted-entry multi-disk not-an-archive overlapping-entries suspicious-ratio',
      'symlink truncated-archive unsafe-path unsupported-method',
    ]
    expect([...new Set(ledger.quarantined.map(({ code }) => code))].sort().join(' ')).toBe(codes.join(' '))
    expect(ledger.archives.taken).toBeGreaterThan(5)
  })

  test.each<Partial<ArchiveLimits>>([{ maxEntries: 1 }, { maxEntryBytes: 10 }, { maxTotalBytes: 20 }, { maxRatio: 1e9 }])(
    'under the limits %o',
    async (limits) => {
      await expectBothAlike(await uploadsWith(HOSTILE), limits)
    },
  )

  test('of an archive in which any byte is damaged', async () => {
    const bytes = buildZip([GOOD, json('folder/n.json', { y: 'text' }), { name: 'a.png', content: text('PNG') }])
    const damaged = Array.from(bytes, (byte, at) => [`${String(at).padStart(4, '0')}.zip`, bytes.with(at, byte ^ (1 << (at % 8)))] as const)
    const ledger = await expectBothAlike(await uploadsWith(Object.fromEntries(damaged)))
    expect(ledger.archives.total).toBe(bytes.length)
    expect(ledger.archives.quarantined).toBeGreaterThan(bytes.length / 4)
  })

  test('of the archives of the corpora', async () => {
    if (!fixturesAreThere) {
      sayLeftOut('ZIP archives unpacked by ranges')
      return
    }
    const rows = readTsv('corpora', 'expected', 'zip-verdicts.tsv')
    const columns = Object.keys(rows[0]!)
    const names = rows.map((row) => [row[columns[0]!]!, ...row[columns[1]!]!.split('/')])
    const files = names.filter((name) => existsSync(fixturePath('corpora', ...name)))
    expect(files.length).toBeGreaterThan(100)
    const uploads = await uploadsWith(
      Object.fromEntries(files.map((name) => [name.join('/'), new Uint8Array(readFileSync(fixturePath('corpora', ...name)))])),
    )
    const ledger = await expectBothAlike(uploads)
    expect(ledger.archives.total).toBe(files.length)
  })

  test('of records that come twice, in the same bytes and in others', async () => {
    const motion = { 'motion.json': [{ x: 1 }] }
    const sources = ['a', 'b', 'c'].map((name) =>
      archiveOf(`${name}.zip`, name === 'c' ? { 'motion.json': [{ x: 2 }] } : motion, { recordid: 'r' }),
    )
    const ledger = await expectBothAlike(await uploadsOf(sources))
    expect(ledger.archives).toMatchObject({ taken: 1, duplicate: 1, quarantined: 1 })
  })

  test('of Parquet tables in one go', async () => {
    const uploads = await uploadsWith({ ...HOSTILE, 'more.zip': buildZip([GOOD, json('t.json', { steps: [1, 2] })]) })
    const [whole, ranged] = await Promise.all([Infinity, 0].map((from) => tablesOf(uploads, from)))
    expect(ranged).toEqual(whole)
    expect(ranged!.tables.length).toBeGreaterThan(2)
  })

  test('of what is replayed from quarantine', async () => {
    const uploads = await uploadsWith(HOSTILE)
    const store = watchStore()
    await unpack(await listSources(uploads, 0), store, { examine: EXAMINE })
    const before = await store.contents()
    await replay(store, { examine: EXAMINE })
    expect(await store.contents()).toEqual(before)
  })
})

async function tablesOf(uploads: Store, rangesFromBytes: number): Promise<{ tables: unknown[]; ledger: unknown }> {
  const sources: ArchiveSource[] = []
  for (const source of await listSources(uploads, rangesFromBytes)) sources.push(await source.open())
  const run = relationalize(sources)
  const tables: unknown[] = []
  for await (const { dataset, table, bytes } of run) tables.push([dataset, table.name, Buffer.from(bytes).toString('latin1')])
  return { tables, ledger: run.ledger }
}

interface Reads {
  readonly store: Store
  /** Bytes that were in memory at once for one call. */
  readonly collected: number[]
  /** Whole objects that were read in chunks. */
  readonly streamed: string[]
}

/** A store whose reads are written down: what is collected in memory, and what only passes. */
function watchReads(inner: Store): Reads {
  const collected: number[] = []
  const streamed: string[] = []
  const store: Store = {
    ...inner,
    async get(key, options) {
      const object = await inner.get(key, options)
      async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
        if (!options?.range) streamed.push(key)
        yield* object.body
      }
      async function bytes(): Promise<Uint8Array> {
        const whole = await object.bytes()
        collected.push(whole.length)
        return whole
      }
      return { ...object, body: body(), bytes }
    },
  }
  return { store, collected, streamed }
}

test('a large archive passes once, and only its directory and one entry are in memory at a time', async () => {
  const noise = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 2_654_435_761) >>> 13)
  const entries = Array.from({ length: 40 }, (_, i) => ({ name: `${i}.png`, content: noise }))
  const uploads = await uploadsWith({ 'a.zip': buildZip([...entries, GOOD]), 'bad.zip': buildZip([...entries, json('m.json', 1)]) })
  const reads = watchReads(uploads)
  const store = watchStore()
  const ledger = await unpack(await listSources(uploads, 0, reads.store), store, { examine: EXAMINE })
  expect(ledger.archives).toMatchObject({ taken: 1, quarantined: 1 })
  // Once for the digest; the bad one a second time, into quarantine.
  expect(reads.streamed.sort()).toEqual(['a.zip', 'bad.zip', 'bad.zip'])
  expect(Math.max(...reads.collected)).toBe(256 * 1024)
  // The first bytes, the end, each entry; of the good one, its documents once more.
  expect(reads.collected).toHaveLength(2 * (2 + 41) + 1)
})

/** A store in which an object is replaced, or removed, just before the read with this number (from 1). */
function changeBefore(
  inner: Store,
  call: number,
  change: () => Promise<unknown>,
): { readonly store: Store; readonly isDone: () => boolean } {
  let calls = 0
  const store: Store = {
    ...inner,
    async get(key, options) {
      if (key === 'b.zip' && ++calls === call) await change()
      return inner.get(key, options)
    },
  }
  return { store, isDone: () => calls >= call }
}

describe('an archive that changes while it is read', () => {
  const entries = { 'motion.json': [{ x: 1 }], 'task.json': { a: 1 }, 'walk.json': { b: 1 } }
  const study = ['a', 'b', 'c'].map((name) => archiveOf(`${name}.zip`, entries))
  const replaced = { 'motion.json': [{ x: 7 }], 'other.json': [{ y: 1 }] }

  async function replaceIn(uploads: Store): Promise<void> {
    const source = await archiveOf('b.zip', replaced).open()
    await uploads.put('b.zip', await source.bytes(), { metadata: source.metadata ?? {} })
  }

  async function everyCall(change: (uploads: Store) => Promise<void>): Promise<number> {
    const changedUploads = await uploadsOf(study)
    await change(changedUploads)
    const expected = await unpackFrom(changedUploads, 0)
    for (let call = 1; ; call++) {
      const uploads = await uploadsOf(study)
      const changing = changeBefore(uploads, call, () => change(uploads))
      const store = watchStore()
      const first = await unpack(await listSources(uploads, 0, changing.store), store, { examine: EXAMINE })
      if (!changing.isDone()) return call - 1
      expect(first.archives, `before call ${call}`).toMatchObject({ total: 3, taken: 2, failed: 1 })
      expect(first.failed).toEqual([{ archive: 'b.zip', code: 'input-changed', reason: expect.stringContaining('Run it again') as string }])
      expect(await objectsOf(store, 'b')).toEqual([])
      await unpack(await listSources(uploads, 0), store, { examine: EXAMINE })
      // The registry has seen the structures of either version by then.
      expect(withoutRegistry(await store.contents()), `before call ${call}`).toEqual(withoutRegistry(expected.contents))
    }
  }

  test('is left to the next run, whenever that happens, and its neighbours go on', async () => {
    // The first bytes, the end, the whole, three entries, and those once more.
    expect(await everyCall(replaceIn)).toBe(9)
  })

  test('or is removed, is left too', async () => {
    expect(await everyCall((uploads) => uploads.delete('b.zip'))).toBe(9)
  })

  test('does not have its record, so that another archive of it is taken', async () => {
    const uploads = await uploadsOf(['b', 'c'].map((name) => archiveOf(`${name}.zip`, entries, { recordid: 'r' })))
    const changing = changeBefore(uploads, 8, () => replaceIn(uploads))
    const store = watchStore()
    const ledger = await unpack(await listSources(uploads, 0, changing.store), store, { examine: EXAMINE })
    expect(ledger.archives).toMatchObject({ total: 2, failed: 1, taken: 1, duplicate: 0 })
    expect(await objectsOf(store, 'r')).toHaveLength(3)
  })

  test('into quarantine, leaves nothing there', async () => {
    const uploads = await uploadsOf([archiveOf('b.zip', { 'm.json': '[' })])
    const changing = changeBefore(uploads, 5, () => replaceIn(uploads))
    const store = watchStore()
    const ledger = await unpack(await listSources(uploads, 0, changing.store), store, { examine: EXAMINE })
    expect(ledger.archives).toMatchObject({ total: 1, failed: 1 })
    expect(await store.contents()).toEqual({})
  })
})

async function objectsOf(store: WatchedStore, record: string): Promise<string[]> {
  const keys = (await Array.fromAsync(store.list('raw_json/'))).map(({ key }) => key)
  return keys.filter((key) => key.endsWith(`/${record}.ndjson`))
}

function withoutRegistry(contents: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(contents).filter(([key]) => !key.startsWith('registry/')))
}

test('bytes that are damaged on their way, in whichever range, are read again', async () => {
  const uploads = await uploadsOf([archiveOf('a.zip', { 'motion.json': [{ x: 1 }], 'task.json': { a: 1 } })])
  const expected = await unpackFrom(uploads, 0)
  for (let damaged = 1; ; damaged++) {
    let ranges = 0
    const reader: Store = {
      ...uploads,
      async get(key, options) {
        const object = await uploads.get(key, options)
        if (!options?.range || ++ranges !== damaged) return object
        const bytes = await object.bytes()
        return { ...object, bytes: async () => bytes.with(bytes.length >> 1, ~bytes[bytes.length >> 1]!) }
      },
    }
    const store = watchStore()
    const ledger = await unpack(await listSources(uploads, 0, reader), store, { examine: EXAMINE })
    expect({ ledger, contents: await store.contents() }, `range ${damaged}`).toEqual(expected)
    if (ranges < damaged) {
      // The first bytes, the end, two entries, and those once more.
      expect(ranges).toBe(6)
      break
    }
  }
})

test('a way that damages every range ends the run', async () => {
  const uploads = await uploadsOf(smallStudy(1))
  let flips = 0
  const reader: Store = {
    ...uploads,
    async get(key, options) {
      const object = await uploads.get(key, options)
      if (!options?.range || object.sizeBytes < 100) return object
      const bytes = await object.bytes()
      return { ...object, bytes: async () => (bytes.length > 4 ? bytes.with(0, flips++ & 0xff) : bytes) }
    },
  }
  const store = watchStore()
  const run = unpack(await listSources(uploads, 0, reader), store, { examine: EXAMINE })
  await expect(run).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable', retryable: true })
  expect(store.changes).toEqual([])
})

test('a store that fails is no fault of the archive: the run ends, and nothing is quarantined', async () => {
  const uploads = await uploadsOf(smallStudy(3))
  const reader: Store = { ...uploads, get: () => Promise.reject(new Error('the store is gone')) }
  const store = watchStore()
  const run = unpack(await listSources(uploads, 0, reader), store, { examine: EXAMINE })
  await expect(run).rejects.toThrow('the store is gone')
  expect(store.changes).toEqual([])
})
