import { countDocuments, type Members } from './bucket-members.js'
import { nodeIdOf } from './bucket-shape-table.js'

/** How often each path is there among some documents, from 0 to 1; by the path's node. */
export type Profile = ReadonlyMap<number, number>

/** @param isCounted which paths count, by their nodes; by default all but the root. */
export function profileOf(members: readonly Members[], isCounted: (nodeId: number) => boolean = isBelowRoot): Profile {
  const counts = new Map<number, number>()
  for (const { shape, documents } of members) {
    for (const code of shape.codes) {
      const id = nodeIdOf(code)
      if (isCounted(id)) counts.set(id, (counts.get(id) ?? 0) + documents.length)
    }
  }
  const total = countDocuments(members)
  for (const [id, count] of counts) counts.set(id, count / total)
  return counts
}

function isBelowRoot(nodeId: number): boolean {
  return nodeId !== 0
}

/** How much of the smaller profile the other one has too, from 0 to 1: optional paths of the larger one do not count against it. */
export function containment(a: Profile, b: Profile): number {
  const smaller = Math.min(pathsOf(a), pathsOf(b))
  if (smaller === 0) return 0
  const [few, many] = a.size <= b.size ? [a, b] : [b, a]
  let shared = 0
  for (const [id, share] of few) shared += Math.min(share, many.get(id) ?? 0)
  return shared / smaller
}

function pathsOf(profile: Profile): number {
  let sum = 0
  for (const share of profile.values()) sum += share
  return sum
}
