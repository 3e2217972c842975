/**
 * Take an item by its number, beginning anew after the last.
 *
 * @param number From 0.
 * @throws RangeError if there are no items.
 */
export function itemAt<T>(items: readonly T[], number: number): T {
  const item = items[number % items.length]
  if (item === undefined) throw new RangeError('There is no item to take: the list is empty')
  return item
}
