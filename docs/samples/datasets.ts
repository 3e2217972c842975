import { createMemoryStore, type StudyPreset } from '@bridge-downstream/core'
import { archiveMap, schemas, source, validator } from './given.ts'

const store = createMemoryStore()

import { bridgePreset, examineRecord, unpackRecord } from '@bridge-downstream/core'

const preset = bridgePreset({ app: 'mobile-toolbox', archiveMap })
const record = await examineRecord(source, { preset, schemas, validator })
for (const { key, lines } of unpackRecord(record, preset.injection)) {
  await store.put(key, Buffer.concat(await Array.fromAsync(lines())))
}

export { record, store }
export const ownPreset = ((): StudyPreset => {
  const preset: StudyPreset = {
    classifier: { classify: ({ name }) => ({ dataset: `${name.split('-')[0]}_v1`, reason: { by: 'mapped', because: 'its prefix' } }) },
    datasets: ['steps_v1'],
    injection: { fields: [{ name: 'site', type: 'string', from: { metadata: 'site' } }], partitionKeys: ['site'] },
    renames: { 'old.json': 'new.json' },
    transforms: { steps_v1: [{ path: '$.samples', rows: { key: 'second', value: 'count' } }] },
  }
  return preset
})()
