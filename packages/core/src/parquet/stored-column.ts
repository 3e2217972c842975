import type { Cell } from '../tables/cell.js'

/** Below this part of the rows, values are kept with their rows: of the columns of a wide table most may be empty in most rows. */
const SPARSE_PART = 1 / 8

/** The cells of one column of one row group, as they are read from a part. */
export interface StoredColumn {
  /** @param row rows have to come in their order. */
  set(row: number, cell: NonNullable<Cell>): void
  /** All cells, made anew at each call where they are few. */
  cells(): readonly Cell[]
  /** Reads one cell after the other. */
  reader(): (row: number) => Cell
}

/** @param values how many of the rows have one; undefined if that is not known. */
export function createStoredColumn(rows: number, values: number | undefined): StoredColumn {
  return values !== undefined && values < rows * SPARSE_PART ? new SparseColumn(rows) : new DenseColumn(rows)
}

class DenseColumn implements StoredColumn {
  readonly #cells: Cell[]

  constructor(rows: number) {
    this.#cells = new Array<Cell>(rows).fill(null)
  }

  set(row: number, cell: NonNullable<Cell>): void {
    this.#cells[row] = cell
  }

  cells(): readonly Cell[] {
    return this.#cells
  }

  reader(): (row: number) => Cell {
    return (row) => this.#cells[row] ?? null
  }
}

class SparseColumn implements StoredColumn {
  readonly #size: number
  readonly #rows: number[] = []
  readonly #values: Cell[] = []

  constructor(size: number) {
    this.#size = size
  }

  set(row: number, cell: NonNullable<Cell>): void {
    this.#rows.push(row)
    this.#values.push(cell)
  }

  cells(): readonly Cell[] {
    const cells = new Array<Cell>(this.#size).fill(null)
    for (const [i, row] of this.#rows.entries()) cells[row] = this.#values[i]!
    return cells
  }

  /** Goes on from where it was asked last. */
  reader(): (row: number) => Cell {
    let next = 0
    return (row) => {
      if (next > 0 && this.#rows[next - 1]! >= row) next = 0
      while (next < this.#rows.length && this.#rows[next]! < row) next++
      return this.#rows[next] === row ? this.#values[next]! : null
    }
  }
}
