import { conditionCases } from './cases/conditions.js'
import { failureCases } from './cases/failures.js'
import { keyCases } from './cases/keys.js'
import { listCases } from './cases/lists.js'
import { objectCases } from './cases/objects.js'
import { rangeCases } from './cases/ranges.js'
import type { StoreCase } from './store-case.js'

/** The contract of a Store as named cases, for any test runner. An implementation is right if every case passes on an empty store. */
export function storeContractCases(): StoreCase[] {
  return [...objectCases, ...rangeCases, ...listCases, ...keyCases, ...conditionCases, ...failureCases]
}
