/**
 * Do something with every item, several at a time.
 *
 * @param limit how many are under way at once, at most.
 * @returns what came of each, in the order of the items.
 * @throws what the first failure threw, when all that had been begun has ended; nothing more is begun after it.
 */
export async function mapConcurrently<T, R>(items: readonly T[], limit: number, use: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length)
  const waiting = items.entries()
  let failure: { readonly error: unknown } | undefined
  const work = async (): Promise<void> => {
    for (const [i, item] of waiting) {
      if (failure) return
      try {
        results[i] = await use(item)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work))
  if (failure) throw failure.error
  return results
}
