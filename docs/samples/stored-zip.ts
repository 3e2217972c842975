import { createMemoryStore } from '@bridge-downstream/core'
import { source } from './given.ts'

const store = createMemoryStore()
await store.put('uploads/large.zip', await source.bytes())

import { openStoredZip } from '@bridge-downstream/core'

const { entries } = await openStoredZip(store, 'uploads/large.zip')
const manifest = await entries.find(({ path }) => path === 'metadata.json')?.read()

export { manifest }
