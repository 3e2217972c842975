import type { Members } from './bucket-members.js'
import type { PathNode } from './bucket-path.js'
import { nodeIdOf, type Shape } from './bucket-shape-table.js'

/** Documents with the same keys at their top. */
export interface KeySet {
  /** Nodes of the keys, ascending. */
  readonly keys: readonly number[]
  /** By key: the paths at and below it, on average. */
  readonly sizes: ReadonlyMap<number, number>
  readonly members: readonly Members[]
  /** Documents. */
  readonly count: number
}

/** The distinct sets of keys of some documents, the commonest first. */
export function keySetsOf(nodes: readonly PathNode[], members: readonly Members[]): KeySet[] {
  const sets = new Map<string, { keys: number[]; sums: Map<number, number>; members: Members[]; count: number }>()
  for (const member of members) {
    const { shape, documents } = member
    const sizes = keySizes(shape, nodes)
    const keys = [...sizes.keys()]
    const text = keys.join()
    let set = sets.get(text)
    if (!set) sets.set(text, (set = { keys, sums: new Map(), members: [], count: 0 }))
    for (const [key, size] of sizes) set.sums.set(key, (set.sums.get(key) ?? 0) + size * documents.length)
    set.members.push(member)
    set.count += documents.length
  }
  return [...sets.values()]
    .map(({ sums, ...set }) => ({ ...set, sizes: new Map([...sums].map(([key, sum]) => [key, sum / set.count])) }))
    .sort((a, b) => b.count - a.count)
}

/** An array's elements, a map's values. */
const NO_KEY = -1

/** By key: the paths at and below it. Nodes are numbered along the tree, so those below a key follow it. */
function keySizes({ codes }: Shape, nodes: readonly PathNode[]): Map<number, number> {
  const sizes = new Map<number, number>()
  let key = NO_KEY
  for (const code of codes) {
    const id = nodeIdOf(code)
    if (nodes[id]!.depth === 1) key = typeof nodes[id]!.step === 'string' ? id : NO_KEY
    if (key !== NO_KEY) sizes.set(key, (sizes.get(key) ?? 0) + 1)
  }
  return sizes
}
