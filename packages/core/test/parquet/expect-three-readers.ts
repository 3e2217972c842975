import { expect } from 'vitest'
import { readWithArrow, readWithHyparquet, type DuckDbReader, type ReadColumn, type ReadColumns } from './read-columns.js'

/** Assert that all readers find the same columns, types and cells in the parts of one table. Numbers are compared with the sign of zero. */
export async function expectThreeReaders(
  duckdb: DuckDbReader,
  parts: readonly Uint8Array[],
  columns: readonly ReadColumn[],
): Promise<void> {
  const readers: readonly (readonly [string, ReadColumns])[] = [
    ['DuckDB', duckdb.readColumns],
    ['hyparquet', readWithHyparquet],
    ['Arrow', readWithArrow],
  ]
  for (const [reader, read] of readers) {
    const found = await read(parts)
    const wrong = found.findIndex((column, i) => !equalColumns(column, columns[i]))
    if (wrong < 0 && found.length === columns.length) continue
    expect({ reader, columns: found.map(describe) }).toEqual({ reader, columns: columns.map(describe) })
    expect.fail(`${reader} reads column ${wrong} otherwise, which toEqual does not see`)
  }
}

function equalColumns(a: ReadColumn, b: ReadColumn | undefined): boolean {
  return (
    a.name === b?.name && a.type === b.type && a.cells.length === b.cells.length && a.cells.every((cell, i) => Object.is(cell, b.cells[i]))
  )
}

/** Long text would drown the difference. */
function describe({ name, type, cells }: ReadColumn): ReadColumn {
  return { name, type, cells: cells.map((cell) => (typeof cell === 'string' && cell.length > 200 ? `${cell.length} × text` : cell)) }
}
