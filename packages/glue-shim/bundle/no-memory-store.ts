// Stands in bundles for core's store in memory: functions have no use for a store that ends with them.
export function createMemoryStore(): never {
  throw new Error('The store in memory is not in this bundle')
}
