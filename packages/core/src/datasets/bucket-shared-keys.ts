import type { KeySet } from './bucket-key-sets.js'

/** Key sets that are looked at: the commonest, with so many keys together. More would only take longer. */
const MOST_SETS = 2_000
const MOST_KEYS_OF_SETS = 50_000
/** Keys that may be shared: the commonest. */
const MOST_SHARED = 512
/** An alternative is had by at most this part of the documents around it. */
const MOST_COMMON = 0.8
/** Of the documents that have an alternative, at least so many have no other. */
const LEAST_EXCLUSIVE = 0.5
/** Of the documents that have an alternative, so many lie within those around it; unless it weighs more than the key that is looked at. */
const LEAST_WITHIN = 0.6
/** Alternatives must be found in so many of the documents. */
const LEAST_COVERED = 0.8
/** Paths that an alternative has at least, with those of keys that come only with it. One scalar alone may be an optional field. */
const LEAST_PATHS = 2
/** With so few documents alternatives may look exclusive by chance: then most of the keys must differ too. */
const FEW_DOCUMENTS = 8
const MOST_ALIKE = 0.5

/**
 * The keys that documents of different kinds share, such as `id`, `name` or `repository`, and which therefore say nothing about the kind.
 *
 * A key is shared if the documents that have it fall into alternatives: keys of which nearly each of those documents has one and hardly any
 * has two, as `issue`, `pull_request` and `release` among all documents with `repository`. Optional fields are no alternatives, since most
 * documents have none of them, or several.
 *
 * @param nameOf the name of a key.
 */
export function findSharedKeys(sets: readonly KeySet[], nameOf: (key: number) => string): Set<number> {
  const table = new KeyTable(commonest(sets))
  return new Set(table.keys.filter((key) => table.fallsApart(key, nameOf)))
}

function commonest(sets: readonly KeySet[]): KeySet[] {
  let keys = 0
  return sets.slice(0, MOST_SETS).filter((set) => (keys += set.keys.length) <= MOST_KEYS_OF_SETS)
}

class KeyTable {
  /** Those that may be shared, the commonest first. */
  readonly keys: readonly number[]
  /** By key: the sets that have it. */
  readonly #having = new Map<number, KeySet[]>()
  /** By key: its own paths, with those of keys that come only with it. */
  readonly #paths = new Map<number, number>()
  /** By key: the documents that have it. */
  readonly #counts = new Map<number, number>()
  /** By key: the paths at and below it, on average. */
  readonly #sizes = new Map<number, number>()

  constructor(sets: readonly KeySet[]) {
    for (const set of sets) {
      for (const key of set.keys) {
        const known = this.#having.get(key)
        if (known) known.push(set)
        else this.#having.set(key, [set])
      }
    }
    for (const [key, having] of this.#having) {
      this.#counts.set(key, countOf(having))
      this.#sizes.set(key, having.reduce((sum, { sizes, count }) => sum + sizes.get(key)! * count, 0) / countOf(having))
    }
    for (const key of this.#having.keys()) this.#paths.set(key, this.#pathsOf(key))
    this.keys = [...this.#counts]
      .sort(([a, m], [b, n]) => n - m || a - b)
      .slice(0, MOST_SHARED)
      .map(([key]) => key)
  }

  fallsApart(key: number, nameOf: (key: number) => string): boolean {
    const around = new Set(this.#having.get(key))
    const total = this.#counts.get(key)!
    const alternatives: { readonly key: number; readonly sets: readonly KeySet[] }[] = []
    let left = total
    for (const [other, count] of this.#candidatesFor(key)) {
      const fresh = this.#having.get(other)!.filter((set) => around.has(set))
      if (fresh.length === 0 || countOf(fresh) < count * LEAST_EXCLUSIVE) continue
      for (const set of fresh) around.delete(set)
      left -= countOf(fresh)
      alternatives.push({ key: other, sets: fresh })
      if (left <= total * (1 - LEAST_COVERED)) break
    }
    if (left > total * (1 - LEAST_COVERED)) return false
    // Keys such as `valueString` and `valueQuantity` are one field in several forms.
    if (new Set(alternatives.map(({ key: other }) => formOf(nameOf(other)))).size < 2) return false
    return (
      total >= FEW_DOCUMENTS ||
      alternatives.every(({ sets: one }, i) => alternatives.slice(i + 1).every(({ sets: other }) => differ(one, other)))
    )
  }

  /** Keys that may be alternatives around a key, with their documents there; those that say most first. */
  #candidatesFor(key: number): (readonly [number, number])[] {
    const most = this.#counts.get(key)! * MOST_COMMON
    const [paths, sizes, counts] = [this.#paths, this.#sizes, this.#counts]
    return [...countKeys(this.#having.get(key)!)]
      .filter(([other, count]) => other !== key && count <= most && paths.get(other)! >= LEAST_PATHS)
      .filter(([other, count]) => count >= counts.get(other)! * LEAST_WITHIN || sizes.get(other)! > sizes.get(key)!)
      .sort(([a, m], [b, n]) => n * paths.get(b)! - m * paths.get(a)! || a - b)
  }

  #pathsOf(key: number): number {
    const having = this.#having.get(key)!
    const alone = new Map<number, number>()
    for (const set of having) for (const [other, size] of set.sizes) alone.set(other, (alone.get(other) ?? 0) + size * set.count)
    const inAll = countKeys(having)
    let paths = 0
    for (const [other, sum] of alone) if (this.#counts.get(other) === inAll.get(other)) paths += sum
    return paths / this.#counts.get(key)!
  }
}

function countOf(sets: readonly KeySet[]): number {
  return sets.reduce((sum, { count }) => sum + count, 0)
}

function countKeys(sets: readonly KeySet[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { keys, count } of sets) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + count)
  return counts
}

/** `value` of `valueString`; other names as they are, since `event_login` and `event_logout` are more likely two things. */
function formOf(name: string): string {
  return /^[a-z]+(?=[A-Z])/.exec(name)?.[0] ?? name
}

/** Whether the documents with one alternative share at most half of the keys with those that have the other. */
function differ(a: readonly KeySet[], b: readonly KeySet[]): boolean {
  const [one, other] = [new Set(a.flatMap(({ keys }) => keys)), new Set(b.flatMap(({ keys }) => keys))]
  const common = [...one].filter((key) => other.has(key)).length
  return common <= (one.size + other.size - common) * MOST_ALIKE
}
