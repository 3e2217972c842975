import { timeOf, type RecordCandidate } from '@bridge-downstream/core'

/** Why the first of candidates with the same traits was chosen, for people. */
export function explainChoice(candidates: readonly RecordCandidate[]): string {
  const [first] = candidates
  const time = timeOf(first!.metadata)
  const known = time ? `${time.by} ${time.text}` : 'its time is unknown'
  if (candidates.length === 1) return `the only one, ${known}`
  if (!time) return `the first of ${candidates.length} by record id, the time of none is known`
  const untimed = candidates.filter(({ metadata }) => !timeOf(metadata)).length
  return `the earliest of ${candidates.length}, ${known}${untimed === 0 ? '' : `; the time of ${untimed} is unknown`}`
}
