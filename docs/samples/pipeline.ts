import { createMemoryStore } from '@bridge-downstream/core'
import { archiveMap, schemas, sources, validator } from './given.ts'

const store = createMemoryStore()

import { bridgePreset, forget, rebuild, unpack } from '@bridge-downstream/core'

const preset = bridgePreset({ app: 'mobile-toolbox', archiveMap })
const unpacked = await unpack(sources, store, { examine: { preset, schemas, validator } })
const rebuilt = await rebuild(store, { injection: preset.injection })
const forgotten = await forget(store, { participants: { key: 'healthcode', values: ['…'] } })
await rebuild(store, { injection: preset.injection })

export { forgotten, rebuilt, unpacked }
