import { compareCodeUnits } from '../names/compare-code-units.js'
import type { RecordTrait, RecordTraits } from './record-traits.js'
import { parseInstant } from './utc-date.js'

/** One archive that may be chosen. */
export interface RecordCandidate {
  /** Unique among the candidates. */
  readonly archive: string
  readonly recordId: string
  /** User metadata; keys in lower case. */
  readonly metadata: Readonly<Record<string, string>>
  readonly traits: RecordTraits
}

/** Candidates that have the same traits. */
export interface RecordGroup<C extends RecordCandidate = RecordCandidate> {
  /** The value of each trait that is grouped by, in that order; undefined where the record does not tell. */
  readonly traits: ReadonlyMap<RecordTrait, string | undefined>
  /** The chosen one first, then those that would be chosen without it. At least one. */
  readonly candidates: readonly C[]
}

/** When a record came: by the time of its export, else of its upload. */
export interface RecordTime {
  readonly by: 'exportedon' | 'uploadedon'
  /** As the user metadata says it. */
  readonly text: string
  /** Milliseconds since the Unix epoch. */
  readonly instant: number
}

/**
 * Choose one record for each combination of traits: the earliest, by the time of its export, else of its upload; of records without a time,
 * or with the same, the first by record id, then by archive. The order of the candidates does not matter.
 *
 * @param by traits that are grouped by; a value that is unknown is one of its own.
 * @returns groups in the order of their values, the unknown last.
 */
export function chooseRecords<C extends RecordCandidate>(candidates: Iterable<C>, by: readonly RecordTrait[]): RecordGroup<C>[] {
  const groups = Map.groupBy(candidates, ({ traits }) => JSON.stringify(by.map((trait) => traits[trait] ?? null)))
  return [...groups.values()]
    .map((group) => ({ traits: new Map(by.map((trait) => [trait, group[0]!.traits[trait]])), candidates: inOrder(group) }))
    .sort((a, b) => compareValues([...a.traits.values()], [...b.traits.values()]))
}

/** When a record came; undefined if its user metadata has no date-time with a zone. */
export function timeOf(metadata: Readonly<Record<string, string>>): RecordTime | undefined {
  for (const by of ['exportedon', 'uploadedon'] as const) {
    const text = Object.hasOwn(metadata, by) ? metadata[by]! : ''
    const instant = parseInstant(text)
    if (instant !== undefined) return { by, text, instant }
  }
  return undefined
}

function inOrder<C extends RecordCandidate>(group: readonly C[]): C[] {
  const timed = group.map((candidate) => ({ candidate, instant: timeOf(candidate.metadata)?.instant ?? Infinity }))
  timed.sort(
    (a, b) =>
      (a.instant === b.instant ? 0 : a.instant - b.instant) ||
      compareCodeUnits(a.candidate.recordId, b.candidate.recordId) ||
      compareCodeUnits(a.candidate.archive, b.candidate.archive),
  )
  return timed.map(({ candidate }) => candidate)
}

function compareValues(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): number {
  for (const [i, value] of a.entries()) {
    const other = b[i]
    if (value === other) continue
    if (value === undefined || other === undefined) return value === undefined ? 1 : -1
    return compareTexts(value, other)
  }
  return 0
}

/** Whole numbers, as of builds and revisions, by their value; anything else by its text. */
function compareTexts(a: string, b: string): number {
  const isNumbers = /^\d{1,15}$/.test(a) && /^\d{1,15}$/.test(b)
  return (isNumbers ? Number(a) - Number(b) : 0) || compareCodeUnits(a, b)
}
