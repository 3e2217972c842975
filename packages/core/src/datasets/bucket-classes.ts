import { countDocuments, type Members } from './bucket-members.js'
import { nodeIdOf, type Shape } from './bucket-shape-table.js'

export interface Classification {
  /** How surely a document's paths tell its class, beyond a guess: Cohen's kappa, from 1 for always down to 0. */
  readonly kappa: number
  /** How much of its paths a document has in common with the nearest other class, from 0 to 1, on average. */
  readonly resemblance: number
}

/** Shapes and paths that are looked at: the commonest. More would only take longer. */
const MOST_SHAPES = 300
const MOST_PATHS = 1_000

/**
 * Try to tell the class of each document from its paths alone: the class whose other documents have most in common with it (weighted
 * Jaccard index). Classes of a single document are never asked for.
 *
 * @param classes documents of each class.
 */
export function classify(classes: readonly (readonly Members[])[]): Classification {
  const table = new ClassTable(classes)
  const asking = classes
    .flatMap((members, own) => members.map(({ shape, documents }) => ({ shape, count: documents.length, own })))
    .filter(({ own }) => table.sizes[own]! > 1)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_SHAPES)
  let right = 0
  let asked = 0
  let resemblance = 0
  for (const { shape, count, own } of asking) {
    const { mine, other } = table.compare(table.columnsOf(shape), own)
    asked += count
    if (mine > other) right += count
    resemblance += other * count
  }
  if (asked === 0) return { kappa: 0, resemblance: 1 }
  const total = table.sizes.reduce((sum, size) => sum + size, 0)
  const guess = table.sizes.reduce((sum, size) => sum + (size / total) ** 2, 0)
  return { kappa: guess >= 1 ? 0 : (right / asked - guess) / (1 - guess), resemblance: resemblance / asked }
}

/** How many documents of each class have each path. */
class ClassTable {
  readonly sizes: readonly number[]
  /** By node: the column of its path. The commonest paths have one. */
  readonly #columns: ReadonlyMap<number, number>
  readonly #counts: readonly Float64Array[]
  readonly #sums: readonly number[]

  constructor(classes: readonly (readonly Members[])[]) {
    this.sizes = classes.map(countDocuments)
    const totals = new Map<number, number>()
    for (const { shape, documents } of classes.flat()) {
      for (const code of shape.codes) totals.set(nodeIdOf(code), (totals.get(nodeIdOf(code)) ?? 0) + documents.length)
    }
    const commonest = [...totals].sort(([a, m], [b, n]) => n - m || a - b).slice(0, MOST_PATHS)
    this.#columns = new Map(commonest.map(([id], column) => [id, column]))
    this.#counts = classes.map((members) => {
      const counts = new Float64Array(commonest.length)
      for (const { shape, documents } of members) for (const column of this.columnsOf(shape)) counts[column]! += documents.length
      return counts
    })
    this.#sums = this.#counts.map((counts) => counts.reduce((sum, count) => sum + count, 0))
  }

  columnsOf({ codes }: Shape): number[] {
    return Array.from(codes, (code) => this.#columns.get(nodeIdOf(code))).filter((column) => column !== undefined)
  }

  /** What a document has in common with its own class, itself apart, and with the nearest other one. */
  compare(columns: readonly number[], own: number): { readonly mine: number; readonly other: number } {
    let mine = 0
    let other = 0
    for (const [i, counts] of this.#counts.entries()) {
      let shared = 0
      for (const column of columns) shared += counts[column]!
      let size = this.sizes[i]!
      let sum = this.#sums[i]!
      if (i === own) {
        shared -= columns.length
        sum -= columns.length
        size--
      }
      const common = shared / size
      const jaccard = common / (columns.length + sum / size - common)
      if (i === own) mine = jaccard
      else other = Math.max(other, jaccard)
    }
    return { mine, other }
  }
}
