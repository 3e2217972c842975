/**
 * Map items, a few at a time, and give the outcomes in the items' order.
 *
 * A failure is thrown when its turn comes; what is under way is then waited for.
 */
export async function* inOrder<T, U>(
  items: Iterable<T> | AsyncIterable<T>,
  concurrency: number,
  map: (item: T) => Promise<U>,
): AsyncGenerator<U, void, undefined> {
  const running: Promise<U>[] = []
  try {
    for await (const item of items) {
      const outcome = map(item)
      // Thrown below, when its turn comes.
      outcome.catch(() => {})
      running.push(outcome)
      if (running.length >= concurrency) yield await running.shift()!
    }
    while (running.length > 0) yield await running.shift()!
  } finally {
    await Promise.allSettled(running)
  }
}
