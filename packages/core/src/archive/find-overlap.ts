import type { EntryExtent } from './locate-entry-data.js'

/**
 * Find an entry that shares bytes with another one. Such archives unfold to any size from a few kilobytes.
 *
 * @returns The entry of the pair that begins later, or undefined if all are apart.
 * @see Fifield, "A better zip bomb", WOOT 2019
 */
export function findOverlap<T extends { readonly extent: EntryExtent }>(entries: readonly T[]): T | undefined {
  const inFileOrder = entries.toSorted((a, b) => a.extent.headerStart - b.extent.headerStart)
  return inFileOrder.find((entry, i) => i > 0 && entry.extent.headerStart < inFileOrder[i - 1]!.extent.dataEnd)
}
