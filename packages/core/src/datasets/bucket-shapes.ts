import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json/json-value.js'
import { ELEMENTS, VALUES, type Step } from '../names/place.js'
import { createPathNode, orderedNodes, pruneBelow, type PathNode } from './bucket-path.js'
import { ShapeTable, type ConstantValue, type Shape } from './bucket-shape-table.js'
import { ConstantTable } from './bucket-values.js'

/** The distinct shapes of some documents. */
export interface Shapes {
  /** By their ids. Those below a node follow it. */
  readonly nodes: readonly PathNode[]
  readonly shapes: readonly Shape[]
}

export interface ShapeLimits {
  /** Keys of one object beyond which they are taken for data. Default 2,000. */
  readonly maxKeys: number
  /** How many containers inside each other are looked into. Default 16. */
  readonly maxDepth: number
  /** Paths of one document beyond which it is looked at less deep. Default 2,000. */
  readonly maxDocumentPaths: number
  /** Paths of all documents beyond which all are looked at less deep, but never less than at their keys. Default 200,000. */
  readonly maxPaths: number
}

const DEFAULT_LIMITS: ShapeLimits = { maxKeys: 2_000, maxDepth: 16, maxDocumentPaths: 2_000, maxPaths: 200_000 }

const KIND = { boolean: 1, number: 2, string: 4, object: 8, array: 16 } as const

/**
 * Reduces documents to their distinct shapes, in memory that grows with the shapes and, by a few numbers each, with the documents. Of values
 * only short words are kept, at most 256 for each field. The outcome does not depend on the order of the documents.
 */
export class ShapeCollector {
  readonly #limits: ShapeLimits
  readonly #isMap: (keys: readonly string[]) => boolean
  readonly #root = createPathNode(0, ELEMENTS, undefined)
  readonly #shapes = new ShapeTable()
  /** Nodes by their depth. */
  readonly #levels: number[] = [1]
  #nodes = 1
  #depth: number
  #documents = 0
  #visited: PathNode[] = []
  #constants: ConstantValue[] = []

  /** @param isMap whether an object with these keys is a map: its keys are data. */
  constructor(isMap: (keys: readonly string[]) => boolean, limits: Partial<ShapeLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
    this.#isMap = isMap
    this.#depth = this.#limits.maxDepth
  }

  add(document: JsonValue): void {
    this.#visited = []
    this.#constants = []
    this.#visit(this.#root, document)
    if (this.#visited.length > this.#limits.maxDocumentPaths) this.#cutDocument()
    this.#shapes.add(this.#visited, this.#constants, this.#documents++)
    this.#lowerDepth()
  }

  /** Nodes and shapes in an order that depends on nothing but what they are. Nothing can be added any more. */
  finish(): Shapes {
    const nodes = orderedNodes(this.#root)
    const shapes = this.#shapes.renumber(new Map(nodes.map((node, rank) => [node.id, rank])))
    for (const [rank, node] of nodes.entries()) node.id = rank
    return { nodes, shapes }
  }

  #visit(node: PathNode, value: JsonValue): void {
    if (node.seenBy !== this.#documents) {
      node.seenBy = this.#documents
      node.kinds = 0
      this.#visited.push(node)
    }
    if (typeof value === 'string') {
      node.kinds |= KIND.string
      if (node.isField) this.#constants.push({ node, value: (node.constants ??= new ConstantTable()).idOf(value) })
    } else if (typeof value === 'boolean') node.kinds |= KIND.boolean
    else if (value === null) return
    else if (isJsonArray(value)) this.#visitArray(node, value)
    else if (isJsonObject(value)) this.#visitObject(node, value)
    else node.kinds |= KIND.number
  }

  #visitArray(node: PathNode, value: JsonArray): void {
    node.kinds |= KIND.array
    if (value.length === 0 || node.depth >= this.#depth) return
    const elements = (node.elements ??= this.#createNode(ELEMENTS, node))
    for (const item of value) this.#visit(elements, item)
  }

  #visitObject(node: PathNode, value: JsonObject): void {
    node.kinds |= KIND.object
    if (node.depth >= this.#depth) return
    const keys = Object.keys(value)
    if (keys.length > this.#limits.maxKeys || this.#isMap(keys)) {
      const values = (node.values ??= this.#createNode(VALUES, node))
      for (const key of keys) this.#visit(values, value[key]!)
      return
    }
    const children = (node.children ??= new Map())
    for (const key of keys) {
      let child = children.get(key)
      if (!child) {
        child = this.#createNode(key, node)
        children.set(key, child)
      }
      this.#visit(child, value[key]!)
    }
  }

  #createNode(step: Step, parent: PathNode): PathNode {
    const node = createPathNode(this.#nodes++, step, parent)
    this.#levels[node.depth] = (this.#levels[node.depth] ?? 0) + 1
    return node
  }

  /** Look at a large document only as deep as its paths are not too many. */
  #cutDocument(): void {
    const levels: number[] = []
    for (const { depth } of this.#visited) levels[depth] = (levels[depth] ?? 0) + 1
    const depth = depthWithin(levels, this.#limits.maxDocumentPaths)
    this.#visited = this.#visited.filter((node) => node.depth <= depth)
    this.#constants = this.#constants.filter(({ node }) => node.depth <= depth)
  }

  /** The depth only ever falls, to what all paths so far demand, and shapes are cut down to it at the end: so the order does not matter. */
  #lowerDepth(): void {
    const depth = Math.min(this.#depth, depthWithin(this.#levels, this.#limits.maxPaths))
    if (depth === this.#depth) return
    this.#depth = depth
    this.#levels.length = depth + 1
    pruneBelow(this.#root, depth)
  }
}

/** The greatest depth, at least 1, down to which there are at most so many paths. */
function depthWithin(levels: readonly number[], most: number): number {
  let depth = 1
  let paths = (levels[0] ?? 0) + (levels[1] ?? 0)
  while (paths + (levels[depth + 1] ?? 0) <= most && depth < levels.length) paths += levels[++depth] ?? 0
  return depth < levels.length ? depth : Infinity
}
