import { bridgePreset, createMemoryStore, unpack, type Store } from '@bridge-downstream/core'
import { schemas, sources } from './given.ts'

const schemaMapping = { 'https://example.org/schemas/v1/MotionRecord.json': 'MotionRecord_v1' }

/** @returns a store that holds JSON datasets of which no Parquet has been made yet. */
export async function unpackStudy(): Promise<Store> {
  const store = createMemoryStore()
  await unpack(sources, store, { examine: { preset: bridgePreset({ schemaMapping }), schemas } })
  return store
}
