/** What is in a map, or else is made and put there. */
export function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** The same of what takes time; what failed is tried anew by the next who asks. */
export function keptIfMade<K, V>(map: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  return kept(map, key, () =>
    make().catch((error: unknown) => {
      map.delete(key)
      throw error
    }),
  )
}
