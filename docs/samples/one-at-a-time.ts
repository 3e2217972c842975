import { archiveMap, schemas, sources, validator } from './given.ts'

import { bridgePreset, unpack } from '@bridge-downstream/core'
import { openStore, withStoreLock } from '@bridge-downstream/s3-adapter'

const store = openStore('study') // or s3://bucket/study
const examine = { preset: bridgePreset({ app: 'mobile-toolbox', archiveMap }), schemas, validator }
const ledger = await withStoreLock(store, 'locks/destination.json', (signal) => unpack(sources, store, { examine, signal }))

export { ledger, store }
