import { store } from './rebuild.ts'

import { gatherReport } from '@bridge-downstream/core'

const { families, quarantine, archives } = await gatherReport(store)
// families[0].versions[0].tables[0] { name: 'dataset_motion_v1', rows: 15337, parts: 58, columns: [{ name: 'x', nulls: 12, … }], … }

export { archives, families, quarantine }
