import { openDatasets, planToDdl } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'

const location = 's3://results/bridge-downstream/mobile-toolbox/cxhnxd/parquet'
for (const { plan } of await openDatasets(openStore(location))) console.log(planToDdl(plan, { dialect: 'athena', location }).join('\n'))
// … c."controlEvent_val" AS "userInteractions.val.controlEvent.val" …
