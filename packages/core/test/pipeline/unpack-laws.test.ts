import { replay, unpack, type Store, type UnpackRunner, type UnpackSource } from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Receipt } from '../../src/pipeline/receipt.js'
import { runInterleaved } from '../support/interleave.js'
import { archiveOf, EXAMINE } from '../support/study.js'
import { ProcessDied, watchStore, type WatchedStore } from '../support/watched-store.js'

const isLong = process.env['BRIDGE_DOWNSTREAM_LONG'] === '1'

const NAMES = ['a', 'b', 'c', 'd'] as const
const RECORDS = ['r', 's'] as const
/** The last one is bad. */
const CONTENTS: readonly object[] = [{ 'm.json': { x: 1 } }, { 'm.json': { x: 2 }, 'n.json': { y: 1 } }, { 'm.json': '[' }]

interface Upload {
  readonly record: number
  readonly content: number
}

/** What lies in the uploads, by name; null where nothing does. */
type Uploads = readonly (Upload | null)[]

interface Attempt {
  readonly command: 'run' | 'force' | 'replay'
  /** The call at which it dies, if it makes so many. */
  readonly dies: number | null
  readonly when: 'before' | 'after'
  readonly concurrency: number
}

const uploads = fc.tuple(
  ...NAMES.map(() =>
    fc.option(fc.record({ record: fc.nat({ max: RECORDS.length - 1 }), content: fc.nat({ max: CONTENTS.length - 1 }) }), { freq: 6 }),
  ),
)
const attemptOf = (...commands: Attempt['command'][]): fc.Arbitrary<Attempt> =>
  fc.record({
    command: fc.constantFrom(...commands),
    dies: fc.option(fc.integer({ min: 2, max: 60 }), { freq: 3 }),
    when: fc.constantFrom('before', 'after'),
    concurrency: fc.constantFrom(1, 3),
  })

function sourcesOf(of: Uploads): UnpackSource[] {
  return NAMES.flatMap((name, i) => {
    const upload = of[i]
    if (!upload) return []
    return [archiveOf(`${name}.zip`, { ...CONTENTS[upload.content] }, { recordid: RECORDS[upload.record]! }, JSON.stringify(upload))]
  })
}

const UNDISTURBED: Attempt = { command: 'run', dies: null, when: 'before', concurrency: 4 }

async function make(store: WatchedStore, of: Uploads, { command, dies, when, concurrency }: Attempt): Promise<void> {
  store.failFrom(dies ?? undefined, when)
  const options = { examine: EXAMINE, concurrency }
  try {
    if (command === 'replay') await replay(store, options)
    else await unpack(sourcesOf(of), store, { ...options, force: command === 'force' })
  } catch (error) {
    if (!(error instanceof ProcessDied)) throw error
  } finally {
    store.failFrom(undefined)
  }
}

async function receiptsOf(store: WatchedStore): Promise<Receipt[]> {
  const found: Receipt[] = []
  for await (const { key } of store.list('receipts/')) {
    found.push(JSON.parse(new TextDecoder().decode(await (await store.get(key)).bytes())) as Receipt)
  }
  return found
}

const keysOf = async (store: WatchedStore, prefix: string): Promise<string[]> =>
  (await Array.fromAsync(store.list(prefix))).map(({ key }) => key)

async function expectWhole(store: WatchedStore, of: Uploads): Promise<void> {
  const receipts = await receiptsOf(store)
  const taken = receipts.filter(({ outcome }) => outcome === 'taken')
  // Every object is named, and by one receipt.
  expect(await keysOf(store, 'raw_json/')).toEqual(taken.flatMap(({ objects }) => objects).sort())
  expect(await keysOf(store, 'quarantine/')).toEqual(receipts.flatMap(({ quarantine }) => quarantine).sort())
  for (const [i, name] of NAMES.entries()) {
    const upload = of[i]
    const own = receipts.filter(({ archive }) => archive === `${name}.zip`)
    if (!upload) continue
    expect(own).toHaveLength(1)
    const [{ recordId, sourceVersion, outcome, digest, report, objects }] = own as [Receipt]
    expect([recordId, sourceVersion]).toEqual([RECORDS[upload.record], JSON.stringify(upload)])
    const holders = taken.filter((receipt) => receipt.recordId === recordId)
    if (upload.content === 2) expect(outcome).toBe('quarantined')
    else {
      expect(holders).toHaveLength(1)
      const [holder] = holders
      const expected = holder!.archive === `${name}.zip` ? 'taken' : holder!.digest === digest ? 'duplicate' : 'quarantined'
      expect(outcome).toBe(expected)
      if (expected === 'quarantined') expect(report!.code).toBe('duplicate-record')
    }
    if (outcome !== 'taken') continue
    expect(objects).toHaveLength(upload.content + 1)
    for (const key of objects) {
      const text = new TextDecoder().decode(await (await store.get(key)).bytes())
      expect(text).toMatch(key.includes('dataset=n_v1') ? /^\{"y":1,/ : upload.content === 0 ? /^\{"x":1,/ : /^\{"x":2,/)
    }
  }
}

type Study = readonly (readonly [Uploads, readonly Attempt[]])[]

async function expectLaws(study: Study): Promise<void> {
  const store = watchStore()
  for (const [of, attempts] of study) {
    for (const each of [...attempts, UNDISTURBED, UNDISTURBED]) await make(store, of, each)
    await expectWhole(store, of)
    store.changes.length = 0
    await make(store, of, UNDISTURBED)
    expect(store.changes).toEqual([])
  }
}

test('whatever is replaced, and whenever a run or a replay dies: two runs later nothing is lost, doubled or left over', async () => {
  // A replay that died may be followed by anything; a run by a run, which is how it goes on.
  const attempts = fc.tuple(fc.array(attemptOf('replay'), { maxLength: 2 }), fc.array(attemptOf('run', 'force'), { maxLength: 2 }))
  const steps = fc.array(
    fc.tuple(
      uploads,
      attempts.map((each) => each.flat()),
    ),
    { minLength: 1, maxLength: 4 },
  )
  await fc.assert(fc.asyncProperty(steps, expectLaws), { numRuns: isLong ? 10_000 : 150 })
}, 120_000)

describe('an archive that is in quarantine alone, as a replay takes it from there', () => {
  const upload = (record: number, content: number): Upload => ({ record, content })
  const none: Uploads = [null, null, null, null]
  const before: Study = [
    [[null, upload(0, 0), upload(0, 1), null], []],
    [[upload(1, 0), upload(1, 1), null, upload(1, 1)], []],
  ]

  test.for(['before', 'after'] as const)('whenever the replay dies, %s a call: the next run goes on with it', async (when) => {
    const studies = Array.from({ length: 60 }, (_, i): Study => {
      const replayed: Attempt = { command: 'replay', dies: i + 2, when, concurrency: 3 }
      return [...before, [none, [replayed]], [none, []]]
    })
    for (const study of studies) await expectLaws(study)
  })

  test('a run whose runner cannot know the way to it, as one in other threads, goes on with it too', async () => {
    const store = watchStore()
    for (const [of] of before) await make(store, of, UNDISTURBED)
    await make(store, none, { command: 'replay', dies: 32, when: 'after', concurrency: 3 })
    expect(await keysOf(store, 'begun/')).toHaveLength(1)
    const runner: UnpackRunner = {
      examine: () => Promise.reject(new Error('asked for what it cannot have')),
      finish: () => Promise.reject(new Error('asked for what it cannot have')),
    }
    const { archives } = await unpack([], store, { examine: EXAMINE, runner })
    expect(archives).toMatchObject({ total: 1, taken: 1 })
    expect(await keysOf(store, 'begun/')).toEqual([])
    await expectWhole(store, none)
  })

  test('a run beside a replay that lives takes nothing from it, in whatever order their calls come', async () => {
    const further: Uploads = [upload(1, 0), null, null, upload(1, 0)]
    await fc.assert(
      fc.asyncProperty(orders, fc.constantFrom(none, further), async (order, of) => {
        const store = watchStore()
        for (const [uploaded] of before) await make(store, uploaded, UNDISTURBED)
        await together(store, order, [
          { command: 'replay', of },
          { command: 'run', of },
        ])
        await expectWholeInTheEnd(store, of)
        expect(await keysOf(store, 'raw_json/')).toHaveLength(3)
      }),
      { numRuns: isLong ? 10_000 : 200 },
    )
  })
})

/** Which of two that wait makes its next call. */
const orders = fc.infiniteStream(fc.nat({ max: 1 }))

interface Part {
  readonly command: Attempt['command']
  readonly of: Uploads
}

async function together(store: WatchedStore, order: fc.Stream<number>, parts: readonly Part[]): Promise<void> {
  const options = { examine: EXAMINE, concurrency: 1 }
  const workers = parts.map(({ command, of }) => async (shared: Store): Promise<void> => {
    if (command === 'replay') await replay(shared, options)
    else await unpack(sourcesOf(of), shared, { ...options, force: command === 'force' })
  })
  await runInterleaved(store, workers, (waiting) => order.next().value! % waiting)
}

async function expectWholeInTheEnd(store: WatchedStore, of: Uploads): Promise<void> {
  for (let i = 0; i < 2; i++) await make(store, of, UNDISTURBED)
  await expectWhole(store, of)
  store.changes.length = 0
  await make(store, of, UNDISTURBED)
  expect(store.changes).toEqual([])
}

describe('two at the same time, in whatever order their calls come', () => {
  test('over the same new archives: nothing is lost, doubled or left over', async () => {
    const command = fc.constantFrom('run', 'force', 'replay')
    await fc.assert(
      fc.asyncProperty(uploads, command, command, orders, async (of, one, other, order) => {
        const store = watchStore()
        await together(store, order, [
          { command: one, of },
          { command: other, of },
        ])
        await expectWholeInTheEnd(store, of)
      }),
      { numRuns: isLong ? 10_000 : 200 },
    )
  })

  test.for([0, 1])(
    'of which each finds another archive of a record (content 0 and %i): the next run leaves it to one of them',
    async (content) => {
      const one: Uploads = [null, { record: 0, content: 0 }, null, null]
      const other: Uploads = [null, null, null, { record: 0, content }]
      const both: Uploads = [null, one[1]!, null, other[3]!]
      // Where they differ, what is there of the one that is gone may be what the other wrote over it.
      const kept = content === 0 ? [one, other, both] : [both]
      await fc.assert(
        fc.asyncProperty(orders, fc.constantFrom(one, both), fc.constantFrom(...kept), async (order, of, left) => {
          const store = watchStore()
          await together(store, order, [
            { command: 'run', of },
            { command: 'run', of: other },
          ])
          await expectWholeInTheEnd(store, left)
        }),
        { numRuns: isLong ? 10_000 : 200 },
      )
    },
  )
})
