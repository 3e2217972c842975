import { ArchiveError, type ErrorPlace } from '../errors.js'
import type { KeyValueMetadata } from '../parquet/file-metadata.js'
import type { PartReader } from '../parquet/read-table.js'
import type { Table } from '../tables/table-plan.js'

/** Footer entry of a root table's last part. */
export const ROWS = 'relationalize.rows'

/** What the footer of the root table's last part says of all tables that were written with it: their rows, by name. */
export function writtenRows(tables: Iterable<{ readonly table: Table; readonly rows: number }>): KeyValueMetadata {
  const rows = [...tables].filter((written) => written.rows > 0).map((written) => [written.table.name, written.rows] as const)
  return { [ROWS]: JSON.stringify(Object.fromEntries(rows)) }
}

/**
 * Compares the rows of parts that were written together with what their footers say. A missing part of a child table or of the residue would not
 * be seen otherwise: its arrays would be empty, its nulls absent.
 */
export class RowCounts {
  readonly #found = new Map<string, number>()
  readonly #written = new Map<string, number>()
  #isSaid = false

  add({ name }: Table, { rows, metadata }: Pick<PartReader, 'rows' | 'metadata'>): void {
    increase(this.#found, name, rows)
    const text = metadata.get(ROWS)
    if (text === undefined) return
    this.#isSaid = true
    for (const [table, written] of Object.entries(JSON.parse(text) as Record<string, number>)) increase(this.#written, table, written)
  }

  /**
   * @param place where the parts lie.
   * @throws ArchiveError `rows-missing` if a table has less rows than were written, or the part that says how many is missing; `rows-left-over` if
   * it has more.
   */
  check(place: ErrorPlace): void {
    if (!this.#isSaid) {
      throw new ArchiveError('The last part of the root table is missing: no other says how many rows were written', {
        code: 'rows-missing',
        ...place,
        hint: 'Copy all parts of all tables of the dataset; parts that an older version has written must be rebuilt first.',
      })
    }
    for (const table of new Set([...this.#written.keys(), ...this.#found.keys()])) {
      const found = this.#found.get(table) ?? 0
      const written = this.#written.get(table) ?? 0
      if (found === written) continue
      throw new ArchiveError(`A table has ${found} rows, and ${written} were written`, {
        ...place,
        table,
        ...(found < written
          ? { code: 'rows-missing', hint: 'Copy all parts of all tables of the dataset.' }
          : { code: 'rows-left-over', hint: 'Keep the parts of one run, and no others.' }),
      })
    }
  }
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by)
}
