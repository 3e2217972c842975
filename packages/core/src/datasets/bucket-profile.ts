import { countDocuments, type Members } from './bucket-members.js'
import { nodeIdOf } from './bucket-shape-table.js'

/** How often each path is there among some documents. */
export interface Profile {
  /** From 0 to 1, by the path's node. */
  readonly shares: ReadonlyMap<number, number>
  /** Paths of one document, on average. */
  readonly paths: number
}

/** @param isCounted which paths count, by their nodes; by default all but the root. */
export function profileOf(members: readonly Members[], isCounted: (nodeId: number) => boolean = isBelowRoot): Profile {
  const shares = new Map<number, number>()
  for (const { shape, documents } of members) {
    for (const code of shape.codes) {
      const id = nodeIdOf(code)
      if (isCounted(id)) shares.set(id, (shares.get(id) ?? 0) + documents.length)
    }
  }
  const total = countDocuments(members)
  let paths = 0
  for (const [id, count] of shares) {
    shares.set(id, count / total)
    paths += count / total
  }
  return { shares, paths }
}

function isBelowRoot(nodeId: number): boolean {
  return nodeId !== 0
}

/** How much of the smaller profile the other one has too, from 0 to 1: optional paths of the larger one do not count against it. */
export function containment(a: Profile, b: Profile): number {
  const [few, many] = a.shares.size <= b.shares.size ? [a, b] : [b, a]
  let shared = 0
  for (const [id, share] of few.shares) shared += Math.min(share, many.shares.get(id) ?? 0)
  return shared === 0 ? 0 : shared / Math.min(a.paths, b.paths)
}

/** Profiles, to be compared with others. */
export class ProfileIndex {
  readonly #profiles: readonly Profile[]
  /** By path: the profiles that have it. */
  readonly #having = new Map<number, number[]>()

  constructor(profiles: readonly Profile[]) {
    this.#profiles = profiles
    for (const [i, { shares }] of profiles.entries()) {
      for (const id of shares.keys()) {
        const known = this.#having.get(id)
        if (known) known.push(i)
        else this.#having.set(id, [i])
      }
    }
  }

  /** The {@link containment} with each profile that has a path in common, by its position. */
  containments({ shares, paths }: Profile): Map<number, number> {
    const nearness = new Map<number, number>()
    for (const [id, share] of shares) {
      for (const i of this.#having.get(id) ?? []) {
        nearness.set(i, (nearness.get(i) ?? 0) + Math.min(share, this.#profiles[i]!.shares.get(id)!))
      }
    }
    for (const [i, shared] of nearness) nearness.set(i, shared / Math.min(paths, this.#profiles[i]!.paths))
    return nearness
  }
}
