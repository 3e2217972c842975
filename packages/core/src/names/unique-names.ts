import { digestHex } from './digest.js'

/** Something that wants a name. */
export interface NameRequest {
  /** What it is, unambiguous among the requests; the suffix is made from it. */
  readonly identity: string
  readonly wanted: string
  /** Keeps the bare name where others want it too. At most one of those that want the same name should. */
  readonly preferred?: boolean | undefined
}

/** Glue allows 255 bytes; a part's key holds the table's name twice. */
const LONGEST_NAME = 200
const HASH_DIGITS = 8

/**
 * Give each request a name that no other has, also where case is ignored.
 *
 * Where several want one name, each gets a suffix made from its identity (unless exactly one is preferred: that one keeps it), so that
 * the outcome depends on the set and not on its order.
 *
 * @param taken names that are given already; requests for them get a suffix.
 * @returns names in the order of the requests.
 */
export function uniqueNames(requests: readonly NameRequest[], taken: Iterable<string> = []): string[] {
  const reserved = new Set([...taken].map(fold))
  const wanted = requests.map((request) => shorten(request.wanted === '' ? '_' : request.wanted, request.identity))
  const groups = Map.groupBy(requests.keys(), (i) => fold(wanted[i]!))
  const names = new Array<string>(requests.length)
  const used = new Set(reserved)
  const suffixed: number[] = []
  for (const [folded, members] of groups) {
    const preferred = members.length === 1 ? members : members.filter((i) => requests[i]!.preferred)
    const keeper = preferred.length === 1 && !reserved.has(folded) ? preferred[0] : undefined
    for (const i of members) {
      if (i === keeper) {
        names[i] = wanted[i]!
        used.add(folded)
      } else suffixed.push(i)
    }
  }
  for (const i of suffixed) names[i] = withSuffix(wanted[i]!, requests[i]!.identity, used)
  return names
}

function withSuffix(name: string, identity: string, used: Set<string>): string {
  for (let digits = HASH_DIGITS; ; digits += HASH_DIGITS) {
    const candidate = `${name}_${hashHex(identity, digits)}`
    if (used.has(fold(candidate))) continue
    used.add(fold(candidate))
    return candidate
  }
}

function shorten(name: string, identity: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - HASH_DIGITS - 1)}_${hashHex(identity, HASH_DIGITS)}`
}

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

function hashHex(text: string, digits: number): string {
  return digestHex(new TextEncoder().encode(text)).slice(0, digits)
}
