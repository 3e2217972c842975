import { digestHex } from './digest.js'

/** Something that wants a name. */
export interface NameRequest {
  /** What it is, unambiguous among the requests; the suffix is made from it. */
  readonly identity: string
  readonly wanted: string
  /** Keeps the bare name where others want it too. At most one of those that want the same name should. */
  readonly preferred?: boolean | undefined
}

/** Glue allows 255 bytes; a suffix needs some of them. */
const LONGEST_NAME_BYTES = 200
/** UTF-8 bytes of one UTF-16 code unit, at most. */
const LONGEST_UNIT_BYTES = 3
const HASH_DIGITS = 8

const encoder = new TextEncoder()

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

/** Whether {@link uniqueNames} may have given a name to a request, whatever the others were. */
export function mayBeName(name: string, request: NameRequest): boolean {
  const [bare] = uniqueNames([request])
  const [suffixed] = uniqueNames([request], [bare!])
  return name === bare || name.startsWith(suffixed!)
}

function withSuffix(name: string, identity: string, used: Set<string>): string {
  for (let digits = HASH_DIGITS; ; digits += HASH_DIGITS) {
    const candidate = `${name}_${hashHex(identity, digits)}`
    if (used.has(fold(candidate))) continue
    used.add(fold(candidate))
    return candidate
  }
}

/** A name that is Unicode, does not begin with a byte order mark (readers strip it), and is not too long. */
function shorten(name: string, identity: string): string {
  const text = name.toWellFormed().replace(/^\uFEFF+/, '_')
  if (text === name && text.length * LONGEST_UNIT_BYTES <= LONGEST_NAME_BYTES) return text
  if (byteLength(text) <= LONGEST_NAME_BYTES) return text
  let short = ''
  let bytes = HASH_DIGITS + 1
  for (const character of text) {
    bytes += byteLength(character)
    if (bytes > LONGEST_NAME_BYTES) break
    short += character
  }
  return `${short}_${hashHex(identity, HASH_DIGITS)}`
}

function byteLength(text: string): number {
  return encoder.encode(text).length
}

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

function hashHex(text: string, digits: number): string {
  return digestHex(encoder.encode(text)).slice(0, digits)
}
