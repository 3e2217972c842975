import type { PathNode } from './bucket-path.js'

/** Documents with the same paths, and the same kinds of values at them. */
export interface Shape {
  /** Paths with the kinds of their values, each in one number ({@link nodeIdOf}), ascending. The root is among them. */
  readonly codes: Uint32Array
  /** Positions of the documents. */
  readonly documents: number[]
  /** For each of the shape's fields that hold a string: its node, and the number of the value in each document. */
  readonly constants: readonly ConstantColumn[]
}

export interface ConstantColumn {
  readonly node: PathNode
  readonly values: number[]
}

/** A field of one document, and the number of its value. */
export interface ConstantValue {
  readonly node: PathNode
  readonly value: number
}

const KIND_BITS = 5

export function nodeIdOf(code: number): number {
  return code >>> KIND_BITS
}

/** A null adds no kind: the path is there, and nothing is known of its values. */
function encode(nodeId: number, kinds: number): number {
  return nodeId * (1 << KIND_BITS) + kinds
}

function codeOf({ id, kinds }: PathNode): number {
  return encode(id, kinds)
}

export function hasPath({ codes }: Shape, nodeId: number): boolean {
  const at = lowerBound(codes, encode(nodeId, 0))
  return at < codes.length && nodeIdOf(codes[at]!) === nodeId
}

/** Shapes, found by a hash and told apart by what they are. */
export class ShapeTable {
  readonly #byHash = new Map<number, Shape[]>()
  readonly #shapes: Shape[] = []

  /** @param visited the document's paths, each once, with the kinds of their values. */
  add(visited: readonly PathNode[], constants: readonly ConstantValue[], document: number): void {
    let hash = visited.length
    for (const node of visited) hash = (hash + scatter(codeOf(node))) | 0
    const alike = this.#byHash.get(hash)
    // With as many codes, and all of them, the codes are equal: none stands twice.
    let shape = alike?.find(({ codes }) => codes.length === visited.length && visited.every((node) => has(codes, codeOf(node))))
    if (!shape) {
      const columns = constants.toSorted(byNode).map(({ node }) => ({ node, values: [] }))
      shape = { codes: Uint32Array.from(visited, codeOf).sort(), documents: [], constants: columns }
      this.#shapes.push(shape)
      if (alike) alike.push(shape)
      else this.#byHash.set(hash, [shape])
    }
    shape.documents.push(document)
    // Documents of one shape have strings in the same fields, though they may name them in another order.
    const { constants: columns } = shape
    const ordered = constants.every(({ node }, i) => columns[i]!.node === node) ? constants : constants.toSorted(byNode)
    for (const [i, { value }] of ordered.entries()) columns[i]!.values.push(value)
  }

  /** The shapes in their order, with other numbers for their nodes. Nodes without one are left out; shapes that differ only there are one. */
  renumber(ranks: ReadonlyMap<number, number>): Shape[] {
    const renumbered = new Map<string, Shape>()
    for (const { codes, documents, constants } of this.#shapes) {
      const kept = codes.filter((code) => ranks.has(nodeIdOf(code)))
      const shape: Shape = {
        codes: kept.map((code) => encode(ranks.get(nodeIdOf(code))!, code - encode(nodeIdOf(code), 0))).sort(),
        documents,
        constants: constants.filter(({ node }) => ranks.has(node.id)).sort((a, b) => ranks.get(a.node.id)! - ranks.get(b.node.id)!),
      }
      const key = shape.codes.join()
      const known = renumbered.get(key)
      if (known) append(known, shape)
      else renumbered.set(key, shape)
    }
    return [...renumbered.values()].sort((a, b) => compareCodes(a.codes, b.codes))
  }
}

function append(to: Shape, from: Shape): void {
  for (const document of from.documents) to.documents.push(document)
  for (const [i, { values }] of to.constants.entries()) for (const value of from.constants[i]!.values) values.push(value)
}

function byNode(a: ConstantValue, b: ConstantValue): number {
  return a.node.id - b.node.id
}

function compareCodes(a: Uint32Array, b: Uint32Array): number {
  const first = a.findIndex((code, i) => code !== b[i])
  return first < 0 ? a.length - b.length : a[first]! - (b[first] ?? -1)
}

/** Spread numbers that lie close to each other over 32 bits (the last steps of MurmurHash3), so that their sums differ. */
function scatter(code: number): number {
  let mixed = Math.imul(code ^ (code >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

function has(codes: Uint32Array, code: number): boolean {
  return codes[lowerBound(codes, code)] === code
}

/** Where the first code stands that is not smaller. */
function lowerBound(codes: Uint32Array, code: number): number {
  let from = 0
  let to = codes.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (codes[middle]! < code) from = middle + 1
    else to = middle
  }
  return from
}
