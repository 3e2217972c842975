import {
  openPart,
  relationalize,
  type ArchiveSource,
  type Cell,
  type RelationalizedTable,
  type RelationalizeOptions,
} from '@bridge-downstream/core'
import { createHash } from 'node:crypto'

/** Columns by which rows find each other. */
const LINKS: ReadonlySet<string> = new Set(['injected', 'origin', 'id', 'index', 'key', 'array', 'map'])

/** What the generator of the sample study gives. */
export interface StudyArchive {
  readonly key: string
  readonly metadata: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

export function studySources(archives: Iterable<StudyArchive>): ArchiveSource[] {
  return Array.from(archives, ({ key, metadata, bytes }) => ({ name: key, metadata, bytes: async () => bytes }))
}

export async function relationalizeAll(
  sources: readonly ArchiveSource[],
  options: RelationalizeOptions = {},
): Promise<RelationalizedTable[]> {
  return Array.fromAsync(relationalize(sources, options))
}

/** The cells of all ids, positions and keys, by table and column. */
export async function linksOf(parts: readonly RelationalizedTable[]): Promise<Map<string, Map<string, Cell[]>>> {
  const tables = new Map<string, Map<string, Cell[]>>()
  for (const { table, bytes } of parts.toSorted((a, b) => a.part - b.part)) {
    const columns = tables.get(table.name) ?? new Map<string, Cell[]>()
    tables.set(table.name, columns)
    for await (const batch of (await openPart(bytes)).rowGroups(table)) {
      for (const [i, { name, source }] of table.columns.entries()) {
        if (!LINKS.has(source.role)) continue
        const cells = columns.get(name) ?? []
        columns.set(name, cells)
        for (const cell of batch.cells(i)) cells.push(cell)
      }
    }
  }
  return tables
}

/** A digest of all ids, positions and keys of each table. */
export async function digestLinks(parts: readonly RelationalizedTable[]): Promise<Record<string, string>> {
  const tables = [...(await linksOf(parts))].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    tables.map(([name, columns]) => {
      const text = JSON.stringify([...columns].map(([column, cells]) => [column, cells.map((cell) => `${typeof cell} ${String(cell)}`)]))
      return [name, createHash('sha256').update(text).digest('hex')]
    }),
  )
}
