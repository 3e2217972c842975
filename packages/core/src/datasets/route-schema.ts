import type { SchemaChange } from '../schema/compare-changes.js'
import type { SchemaComparison } from '../schema/compare-schemas.js'
import type { Schema } from '../schema/schema.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { versionNumber, type Contract, type DatasetFamily, type DatasetVersion, type RouteReason } from './dataset-family.js'
import { parseDatasetIdentifier, type DatasetIdentifier } from './dataset-identifier.js'
import { nameFamily } from './dataset-names.js'

export interface RouteRequest {
  readonly entryName: string
  /** The schema's exact fingerprint. */
  readonly fingerprint: string
  /** Where the documents belong, as somebody says. */
  readonly dataset?: DatasetIdentifier | undefined
  /** Instead of the contracts that the versions have. */
  readonly contract?: Contract | undefined
  /** Names of datasets that will be given, and must not be taken by an entry that is called so. */
  readonly reserved?: readonly string[] | undefined
}

/** What a schema would do to a version. */
export interface Assessment {
  /** `forks` also where the two could not be merged without a fork. */
  readonly verdict: SchemaComparison['verdict']
  /** What would become of the version; if it forks, how the schema differs from it. */
  readonly changes: readonly SchemaChange[]
  /** How many changes lead from the version to the schema. */
  readonly differences: number
  /** The version's schema with this one in it. Not to be used if it forks. */
  readonly merged: Schema
  /** What a version would be that begins with this schema. */
  readonly alone: Schema
}

interface Candidate {
  readonly version: DatasetVersion
  readonly assessment: Assessment
}

/** Where a schema goes, and what that does to the registry. */
export type Route =
  /** The version takes it, and stays as it is. */
  | ({ readonly action: 'keep'; readonly reason: RouteReason } & Candidate)
  /** The version takes it in. */
  | ({ readonly action: 'join'; readonly reason: RouteReason } & Candidate)
  /** The version's contract forbids it. */
  | ({ readonly action: 'refuse'; readonly reason: RouteReason } & Candidate)
  /** A new version is made. */
  | {
      readonly action: 'make'
      readonly reason: RouteReason
      readonly identifier: DatasetIdentifier
      readonly contract: Contract
      /** The version it forks from; none if there was nothing to compare it with. */
      readonly from: Candidate | undefined
    }

/**
 * Decide which dataset version documents of a schema belong to. A function of its arguments.
 *
 * Where a dataset is given, that version takes it; if it cannot, a later one of the same name, or the next one is made. Else:
 *
 * 1. *known*: a version that was seen under this entry name has the schema among its members (the oldest, if several have)
 * 2. *inferred*: the nearest version that can take it, of all datasets that were seen under this entry name; if none can, the nearest
 *    one's contract says whether it is refused or the next version of that dataset is made; if no dataset was seen under this entry name,
 *    a new one is made and called after it
 *
 * A version can take a schema if it would not fork, and, unless its contract is `evolve`, would not change. **Nearest** is what would
 * change least; then what differs least; then the newest; then the first by name.
 *
 * @param families all of them, by name.
 * @param assess what the schema would do to a version. Asked at most once for each.
 */
export function routeSchema(
  families: readonly DatasetFamily[],
  request: RouteRequest,
  assess: (version: DatasetVersion) => Assessment,
): Route {
  const assessed = new Map<DatasetVersion, Candidate>()
  const look = (version: DatasetVersion): Candidate => {
    const candidate = assessed.get(version) ?? { version, assessment: assess(version) }
    assessed.set(version, candidate)
    return candidate
  }
  return request.dataset ? routeGiven(families, request, request.dataset, look) : routeInferred(families, request, look)
}

type Look = (version: DatasetVersion) => Candidate

function routeGiven(families: readonly DatasetFamily[], request: RouteRequest, identifier: DatasetIdentifier, look: Look): Route {
  const family = families.find(({ name }) => name === identifier.name)
  const given = family?.versions.find((version) => versionNumber(version) === identifier.version)
  if (!family || !given) {
    const contract = request.contract ?? family?.versions.at(-1)?.contract ?? 'evolve'
    return { action: 'make', reason: 'given', identifier, contract, from: undefined }
  }
  const first = look(given)
  if (canTake(first, request)) return take(first, 'given', request)
  if (contractOf(first, request) === 'freeze') return { action: 'refuse', reason: 'given', ...first }
  const later = family.versions.filter((version) => versionNumber(version) > identifier.version)
  const known = later.find((version) => holds(version, request, look))
  if (known) return take(look(known), 'given', request)
  return takeOrMake([given, ...later].map(look), 'given', families, request)
}

function routeInferred(families: readonly DatasetFamily[], request: RouteRequest, look: Look): Route {
  const isSeen = ({ entries }: DatasetVersion): boolean => entries.includes(request.entryName)
  const versions = families.filter((family) => family.versions.some(isSeen)).flatMap((family) => family.versions)
  const known = versions.find((version) => isSeen(version) && holds(version, request, look))
  if (known) return { action: 'keep', reason: 'known', ...look(known) }
  if (versions.length > 0) return takeOrMake(versions.map(look), 'inferred', families, request)
  const taken = [...families.map(({ name }) => name), ...(request.reserved ?? [])]
  const identifier = { name: nameFamily(request.entryName, taken), version: 1 }
  return { action: 'make', reason: 'inferred', identifier, contract: request.contract ?? 'evolve', from: undefined }
}

/** @param candidates at least one. */
function takeOrMake(
  candidates: readonly Candidate[],
  reason: RouteReason,
  families: readonly DatasetFamily[],
  request: RouteRequest,
): Route {
  const ranked = [...candidates].sort(compareNearness)
  const taker = ranked.find((candidate) => canTake(candidate, request))
  if (taker) return take(taker, reason, request)
  const nearest = ranked[0]!
  const contract = contractOf(nearest, request)
  if (contract === 'freeze') return { action: 'refuse', reason, ...nearest }
  const { name } = parseDatasetIdentifier(nearest.version.dataset)
  const newest = families.find((family) => family.name === name)!.versions.at(-1)!
  return { action: 'make', reason, identifier: { name, version: versionNumber(newest) + 1 }, contract, from: nearest }
}

/** An exact fingerprint does not tell that an integer has outgrown int64: nothing must be left to add. */
function holds(version: DatasetVersion, { fingerprint }: RouteRequest, look: Look): boolean {
  return version.members.includes(fingerprint) && look(version).assessment.changes.length === 0
}

function canTake(candidate: Candidate, request: RouteRequest): boolean {
  const { verdict, changes } = candidate.assessment
  return verdict !== 'forks' && (changes.length === 0 || contractOf(candidate, request) === 'evolve')
}

function take(candidate: Candidate, reason: RouteReason, request: RouteRequest): Route {
  const { members, entries } = candidate.version
  const isThere = candidate.assessment.changes.length === 0 && members.includes(request.fingerprint) && entries.includes(request.entryName)
  const stays = isThere || contractOf(candidate, request) === 'freeze'
  return { action: stays ? 'keep' : 'join', reason, ...candidate }
}

function contractOf({ version }: Candidate, request: RouteRequest): Contract {
  return request.contract ?? version.contract
}

function compareNearness(a: Candidate, b: Candidate): number {
  const forks = ({ assessment }: Candidate): number => (assessment.verdict === 'forks' ? 1 : 0)
  return (
    forks(a) - forks(b) ||
    a.assessment.changes.length - b.assessment.changes.length ||
    a.assessment.differences - b.assessment.differences ||
    versionNumber(b.version) - versionNumber(a.version) ||
    compareCodeUnits(a.version.dataset, b.version.dataset)
  )
}
