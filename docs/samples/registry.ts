import { createMemoryStore } from '@bridge-downstream/core'

const store = createMemoryStore()

import { inferSchema, openRegistry, planTables } from '@bridge-downstream/core'

const registry = openRegistry(store)
await registry.register({ entryName: 'motion.json', schema: inferSchema([{ a: 1 }]) })
const later = await registry.register({ entryName: 'motion.json', schema: inferSchema([{ a: 1 }, { a: 2, b: 0.5 }]) })
const { outcome, version, reason, verdict, changes } = later
// outcome 'registered', version.dataset 'motion_v1', reason 'inferred', verdict 'evolves', changes [{ path: '$.b', change: 'field-added', … }]
const plan = planTables(version.schema, { dataset: version.dataset })

export { changes, outcome, plan, reason, verdict, version }
