import { countDocuments, type Members } from './bucket-members.js'
import { containment, profileOf, ProfileIndex, type Profile } from './bucket-profile.js'

/** Documents of one kind, by their keys. */
export interface Kind {
  readonly members: readonly Members[]
  /** Node of the key that makes the kind; undefined for documents without keys. */
  readonly key: number | undefined
}

/** How much of one kind's paths another must have too to be the same. */
const LEAST_CONTAINED = 0.6
/** Kinds that are compared with each other: the commonest. Any others are only compared with what these become. */
const MOST_KINDS = 256

interface Candidate extends Kind {
  readonly profile: Profile
}

/**
 * Make one of kinds that belong together, the most alike first.
 *
 * @param isCounted which paths count, by their nodes.
 */
export function mergeKinds(kinds: readonly Kind[], isCounted: (nodeId: number) => boolean): Kind[] {
  const toCandidate = (kind: Kind): Candidate => ({ ...kind, profile: profileOf(kind.members, isCounted) })
  const join = (a: Kind, b: Kind): Kind => ({ key: a.key, members: [...a.members, ...b.members] })
  const all = kinds.map(toCandidate).sort((a, b) => countDocuments(b.members) - countDocuments(a.members))
  const merging = new Merging(all.slice(0, MOST_KINDS))
  for (let pair = merging.nearest(); pair; pair = merging.nearest()) merging.join(pair, (a, b) => toCandidate(join(a, b)))
  const commonest = merging.candidates()
  const index = new ProfileIndex(commonest.map(({ profile }) => profile))
  const joined: Kind[] = [...commonest]
  for (const kind of all.slice(MOST_KINDS)) {
    const [nearest] = [...index.containments(kind.profile)].sort(([i, m], [j, n]) => n - m || i - j)
    if (nearest && nearest[1] >= LEAST_CONTAINED) joined[nearest[0]] = join(joined[nearest[0]]!, kind)
    else joined.push(kind)
  }
  return joined
}

/** Kinds, and how near each two are. */
class Merging {
  readonly #candidates: (Candidate | undefined)[]
  /** Row i, column j < i. */
  readonly #nearness: number[][]

  constructor(candidates: readonly Candidate[]) {
    this.#candidates = [...candidates]
    const index = new ProfileIndex(candidates.map(({ profile }) => profile))
    this.#nearness = candidates.map(({ profile }, i) => {
      const containments = index.containments(profile)
      return Array.from({ length: i }, (_, j) => containments.get(j) ?? 0)
    })
  }

  candidates(): Candidate[] {
    return this.#candidates.filter((candidate) => candidate !== undefined)
  }

  /** The two that are nearest and near enough, the commoner first; of several pairs, the first. */
  nearest(): readonly [number, number] | undefined {
    let nearest: readonly [number, number] | undefined
    let most = 0
    for (const [i, row] of this.#nearness.entries()) {
      for (const [j, nearness] of row.entries()) {
        if (nearness < LEAST_CONTAINED || nearness <= most) continue
        most = nearness
        nearest = [j, i]
      }
    }
    return nearest
  }

  join([i, j]: readonly [number, number], join: (a: Candidate, b: Candidate) => Candidate): void {
    const joined = join(this.#candidates[i]!, this.#candidates[j]!)
    this.#candidates[i] = joined
    this.#candidates[j] = undefined
    for (const [k, other] of this.#candidates.entries()) {
      if (k !== j) this.#set(j, k, 0)
      if (k !== i) this.#set(i, k, other ? containment(joined.profile, other.profile) : 0)
    }
  }

  #set(i: number, j: number, nearness: number): void {
    this.#nearness[Math.max(i, j)]![Math.min(i, j)] = nearness
  }
}
