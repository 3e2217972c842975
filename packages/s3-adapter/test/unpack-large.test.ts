import { join } from 'node:path'
import { createMemoryStore, openStoredArchive, unpack, type Store, type UnpackLedger, type UnpackSource } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { EXAMINE, smallStudy } from '../../core/test/support/study.js'
import { openFrontStore } from './front-store.js'
import { bundleChild, startChild } from './run-child.js'
import { makeTemporaryFolder } from './temporary-folder.js'

const MIB = 1024 ** 2

interface Unpacked {
  readonly grown: number
  readonly archives: UnpackLedger['archives']
  readonly documents: UnpackLedger['documents']
  readonly quarantined: UnpackLedger['quarantined']
}

test('memory does not grow with the archive, only with its largest entry', async () => {
  const program = await bundleChild('unpack-large')
  const run = async (sizeMib: number, rangesFrom: number): Promise<Unpacked> => {
    const { code, output } = await startChild(program, [join(await makeTemporaryFolder(), 'root'), String(sizeMib), String(rangesFrom)])
      .ended
    expect(code).toBe(0)
    return JSON.parse(output) as Unpacked
  }
  const small = await run(20, 0)
  const large = await run(200, 0)
  const whole = await run(200, Infinity)
  const mib = ({ grown }: Unpacked): string => `${(grown / MIB).toFixed(0)} MiB`
  console.info(`greatest growth: 20 MiB by ranges ${mib(small)}, 200 MiB by ranges ${mib(large)}, 200 MiB as a whole ${mib(whole)}`)
  expect(large).toMatchObject({ quarantined: [], archives: { taken: 1 }, documents: { in: 2000, written: 2000 } })
  expect(whole).toEqual({ ...large, grown: whole.grown })
  expect(large.grown - small.grown).toBeLessThan(60 * MIB)
  expect(whole.grown).toBeGreaterThan(150 * MIB)
})

async function unpackUploads(uploads: Store): Promise<{ ledger: UnpackLedger; contents: Record<string, string> }> {
  const sources: UnpackSource[] = []
  for await (const object of uploads.list()) {
    sources.push({ name: object.key, version: object.etag, open: () => openStoredArchive(uploads, object, { rangesFromBytes: 0 }) })
  }
  const store = createMemoryStore()
  const ledger = await unpack(sources, store, { examine: EXAMINE })
  const contents: Record<string, string> = {}
  for await (const { key } of store.list()) {
    const object = await store.get(key)
    contents[key] = `${JSON.stringify(object.metadata)} ${Buffer.from(await object.bytes()).toString('latin1')}`
  }
  return { ledger, contents }
}

test('with faults in a tenth of all requests, archives on S3 are read by ranges to the same', async () => {
  const { store, front } = await openFrontStore({ timeoutMs: 500 })
  for (const source of smallStudy(40)) {
    const archive = await source.open()
    await store.put(archive.name, await archive.bytes(), { metadata: archive.metadata ?? {} })
  }
  const calm = await unpackUploads(store)
  const source = front.injectFaults({ rate: 0.1, seed: 11 })
  const disturbed = await unpackUploads(store)
  front.injectFaults(undefined)
  const faults = [...source!.counts.values()].reduce((sum, count) => sum + count)
  console.info(`${faults} faults while ${calm.ledger.archives.total} archives were read`)
  expect(faults).toBeGreaterThan(20)
  expect(calm.ledger.archives).toMatchObject({ total: 40, failed: 0 })
  expect(disturbed).toEqual(calm)
})
