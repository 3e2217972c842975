export type { StoreCase } from './store-case.js'
export { storeContractCases } from './store-contract.js'
