/** Do something with each item, so many at a time. @returns the results, in the order of the items. */
export async function eachAtMost<T, R>(items: readonly T[], most: number, action: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const waiting = items.entries()
  const work = async (): Promise<void> => {
    for (const [i, item] of waiting) results[i] = await action(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work))
  return results
}
