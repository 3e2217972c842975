import { unpackStudy } from './study.ts'

const store = await unpackStudy()

import { bridgePreset, listWork, rebuild } from '@bridge-downstream/core'

const { injection } = bridgePreset()
for (const { dataset, partition, state, reason } of await listWork(store, { injection })) console.log(dataset, partition, state, reason)
// MotionRecord_v1 assessmentid=flanker/year=2024/month=1/day=4/ new there is no Parquet yet

const ledger = await rebuild(store, { injection })
// ledger.partitions { total: 24, rebuilt: 24, removed: 0, done: 0, failed: 0 }

export { injection, ledger, store }
