import { createMemoryStore, openRegistry, StoreError, type Store } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { schemaOf, textsOf } from './registry-files.js'

const request = { entryName: 'motion.json', schema: schemaOf('{"a": 1}') }

/** A store in which somebody else was always faster. */
function createLostStore(onPut: (count: number) => void = () => undefined): { readonly store: Store; readonly puts: () => number } {
  let count = 0
  const put: Store['put'] = (key) => {
    onPut(++count)
    return Promise.reject(new StoreError('Nothing was written', { code: 'precondition-failed', key }))
  }
  return { store: { ...createMemoryStore(), put }, puts: () => count }
}

test('attempts are bounded, and the error says what to do', async () => {
  const { store, puts } = createLostStore()
  await expect(openRegistry(store, { maxAttempts: 7, firstWaitMs: 0 }).register(request)).rejects.toMatchObject({
    name: 'RegistryError',
    code: 'registry-contended',
    place: { key: 'registry/motion.json' },
    message: expect.stringContaining('Other writers were faster 7 times') as unknown,
    cause: { code: 'precondition-failed' },
  })
  expect(puts()).toBe(7)
})

test('an abort ends the waiting between attempts', async () => {
  const controller = new AbortController()
  const { store, puts } = createLostStore((count) => {
    if (count === 3) setTimeout(() => controller.abort())
  })
  const registry = openRegistry(store)
  // Hours.
  const slow = openRegistry(store, { firstWaitMs: 10_000_000 })
  await expect(registry.register(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
  expect(puts()).toBe(0)
  await expect(openRegistry(store, { firstWaitMs: 0, maxAttempts: 2 }).register(request)).rejects.toMatchObject({
    code: 'registry-contended',
  })
  await expect(slow.register(request, { signal: controller.signal })).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
  expect(puts()).toBe(3)
})

test('any other failure of the store comes through at once, as it is', async () => {
  let count = 0
  const failure = new StoreError('The store is on fire', { code: 'unavailable', retryable: true })
  const put: Store['put'] = () => {
    count++
    return Promise.reject(failure)
  }
  await expect(openRegistry({ ...createMemoryStore(), put }).register(request)).rejects.toBe(failure)
  expect(count).toBe(1)
})

test('a dataset that goes while it is read is made anew', async () => {
  const memory = createMemoryStore()
  await openRegistry(memory).register(request)
  // Listed, and gone before it is got.
  const get: Store['get'] = async (...args) => {
    await memory.delete('registry/motion.json')
    return memory.get(...args)
  }
  const { version, verdict } = await openRegistry({ ...memory, get }).register(request)
  expect([version.dataset, verdict]).toEqual(['motion_v1', 'new'])
  expect(Object.keys(await textsOf(memory))).toEqual(['registry/motion.json'])
})
