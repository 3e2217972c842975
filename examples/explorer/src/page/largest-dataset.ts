import type { ExploredTable } from '../worker/messages.ts'

/** The dataset with the most tables: the one to look at first. */
export function largestDataset(tables: readonly ExploredTable[]): string {
  const counts = new Map<string, number>()
  for (const { dataset } of tables) counts.set(dataset, (counts.get(dataset) ?? 0) + 1)
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0])[0]
}
