import type { DocumentFlattener } from '../tables/flatten-documents.js'
import { RESIDUE_EMPTY, RESIDUE_NULL, TABLE_AT } from './kernel-layout.js'
import type { KernelHost, ScanKernel } from './scan-kernel.js'
import type { ScanNode, ScanTable } from './scan-plan.js'
import type { ScanProgram } from './scan-program.js'

/** A row of the residue that a staged document wants. */
interface ResidueNote {
  /** Its place among the staged documents. */
  readonly document: number
  readonly path: readonly (string | number)[]
  /** null for what is absent. */
  readonly json: string | null
}

/** Answers what the kernel asks about a plan. */
export class PlanHost implements KernelHost {
  /** False where a document is read once more. */
  isNoting = true
  readonly #program: ScanProgram
  readonly #addresses: ReadonlyMap<ScanTable, number>
  #kernel: ScanKernel | undefined
  #notes: ResidueNote[] = []

  constructor(program: ScanProgram) {
    this.#program = program
    this.#addresses = new Map(program.tables.map(({ scanned, address }) => [scanned, address]))
  }

  attach(kernel: ScanKernel): void {
    this.#kernel = kernel
    kernel.host = this
  }

  hasFormats(node: number, start: number, end: number): boolean {
    return this.#program.nodes[node]!.hasFormats!(this.#kernel!.bytes, start, end)
  }

  noteResidue(document: number, node: number, what: number): boolean {
    const path = this.#pathOf(this.#program.nodes[node]!)
    if (!path) return false
    const json = what === RESIDUE_NULL ? 'null' : what === RESIDUE_EMPTY ? '{}' : null
    if (this.isNoting) this.#notes.push({ document, path, json })
    return true
  }

  /** Write the residue of the first documents that were staged; the others are read again. */
  writeResidue(target: DocumentFlattener, documents: number, origin: { position: number }): void {
    if (this.#notes.length === 0) return
    const first = origin.position
    for (const { document, path, json } of this.#notes) {
      if (document >= documents) break
      origin.position = first + document
      target.addResidue(path, json)
    }
    origin.position = first
    this.#notes = []
  }

  /** Steps from the document's root. Within a map they are not known; where JavaScript lists keys in another order, rows would have one too. */
  #pathOf(node: ScanNode): (string | number)[] | undefined {
    const { table, isReordered } = node
    if (table.keys || isReordered) return undefined
    if (!table.parent) return [...node.path]
    const at = this.#kernel!.words[(this.#addresses.get(table)! + TABLE_AT) >> 2]!
    const above = this.#pathOf(table.parent)
    return above && [...above, at, ...node.path]
  }
}
