import { injection, store } from './rebuild.ts'

import { archiveDataset, rebuild } from '@bridge-downstream/core'

const archived = await archiveDataset(store, 'MotionRecord_v1')
// archived { folder: 'parquet/archive/MotionRecord_v1_1/', outcome: 'archived', parts: 24, sizeBytes: 1843221, leftOut: [], … }
await rebuild(store, { injection, archive: true }) // before a dataset whose plan has changed is rebuilt

export { archived }
