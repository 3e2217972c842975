import { compareCodeUnits } from '../names/compare-code-units.js'
import { formatPath, type Place, type Step } from '../names/place.js'
import type { ConstantTable } from './bucket-values.js'

/** A place at which documents have values, in the tree of all such places. */
export interface PathNode {
  /** Told apart by it; in the end, its position in the order of all nodes. */
  id: number
  readonly parent: PathNode | undefined
  readonly step: Step
  /** Steps from the root. */
  readonly depth: number
  /** Objects only lie above, and not many: what stands here may tell kinds of documents apart. */
  readonly isField: boolean
  /** By key; an array's elements and a map's values stand apart, so that no key is taken for them. */
  children: Map<string, PathNode> | undefined
  elements: PathNode | undefined
  values: PathNode | undefined
  /** The strings that stand here, if this is a field. */
  constants: ConstantTable | undefined
  /** The document that has been here last, and the kinds of its values here. */
  seenBy: number
  kinds: number
}

/** How deep a field lies at most that tells kinds of documents apart, such as `header.schema_id.name`. */
const DEEPEST_FIELD = 3

export function createPathNode(id: number, step: Step, parent: PathNode | undefined): PathNode {
  const depth = parent ? parent.depth + 1 : 0
  return {
    id,
    parent,
    step,
    depth,
    isField: typeof step === 'string' && depth <= DEEPEST_FIELD && (depth === 1 || parent!.isField),
    children: undefined,
    elements: undefined,
    values: undefined,
    constants: undefined,
    seenBy: -1,
    kinds: 0,
  }
}

export function pathOf(node: PathNode): string {
  return formatPath(placeOf(node))
}

function placeOf(node: PathNode): Place {
  return node.parent ? [...placeOf(node.parent), node.step] : []
}

/** A node and all below it, in an order that depends on nothing but the paths: each node before those below it. */
export function orderedNodes(root: PathNode): PathNode[] {
  const ordered: PathNode[] = []
  const visit = (node: PathNode): void => {
    ordered.push(node)
    if (node.elements) visit(node.elements)
    if (node.values) visit(node.values)
    for (const [, child] of [...(node.children ?? [])].sort(([a], [b]) => compareCodeUnits(a, b))) visit(child)
  }
  visit(root)
  return ordered
}

/** Forget what lies deeper. */
export function pruneBelow(node: PathNode, depth: number): void {
  if (node.depth >= depth) {
    node.children = undefined
    node.elements = undefined
    node.values = undefined
    return
  }
  if (node.elements) pruneBelow(node.elements, depth)
  if (node.values) pruneBelow(node.values, depth)
  for (const child of node.children?.values() ?? []) pruneBelow(child, depth)
}
