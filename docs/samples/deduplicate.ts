import { createMemoryStore, recoverPreset, rebuild, unpack } from '@bridge-downstream/core'
import { makeExports } from '../../examples/recover-style-pipeline/src/make-exports.ts'

const store = createMemoryStore()
const preset = recoverPreset()
const { injection } = preset
await unpack(makeExports(7), store, { examine: { preset } })

const ledger = await rebuild(store, {
  injection,
  datasets: {
    FitbitActivityLogs_v1: { deduplicate: { key: ['ParticipantIdentifier', 'Date'], latestBy: 'InsertedDate' } },
    HealthKitV2Samples_v1: { deletions: { dataset: 'HealthKitV2Samples_Deleted_v1', key: ['HealthKitSampleKey'] } },
  },
})

export { ledger }
