import { StoreError } from '../errors.js'
import type { InputEntry } from './read-input.js'

/** What a first reading tells of an input's origin. */
export interface InputOrigin {
  readonly key: string
  /** Base name of the key. */
  readonly fileName: string
  /** As the object says it, if it does. */
  readonly entry: InputEntry | undefined
  /** Of its documents. */
  readonly recordIds: ReadonlySet<string>
}

/**
 * The entry that each input of a partition counts as. Ids are made from a record's id and the entry's ordinal, so two inputs of one record
 * never get the same one: an object that does not say where it came from has its place among the objects of its records, or the next place
 * that is free.
 *
 * @param origins by key.
 * @throws StoreError `same-entry-twice` if two objects say that they are the same entry of the same record.
 */
export function settleEntries(origins: readonly InputOrigin[]): InputEntry[] {
  const taken = new Map<string, Set<number>>()
  const isTaken = ({ recordIds }: InputOrigin, ordinal: number): boolean => [...recordIds].some((id) => taken.get(id)?.has(ordinal))
  const take = ({ recordIds }: InputOrigin, ordinal: number): void => {
    for (const id of recordIds) taken.set(id, (taken.get(id) ?? new Set()).add(ordinal))
  }
  for (const origin of origins) {
    if (!origin.entry) continue
    if (isTaken(origin, origin.entry.ordinal)) throw sameEntry(origin, origins)
    take(origin, origin.entry.ordinal)
  }
  const before = new Map<string, number>()
  return origins.map((origin) => {
    let ordinal = 0
    for (const id of origin.recordIds) {
      const place = before.get(id) ?? 0
      ordinal = Math.max(ordinal, place)
      before.set(id, place + 1)
    }
    if (origin.entry) return origin.entry
    while (isTaken(origin, ordinal)) ordinal++
    take(origin, ordinal)
    return { path: origin.fileName, ordinal }
  })
}

function sameEntry(origin: InputOrigin, origins: readonly InputOrigin[]): StoreError {
  const first = origins.find(
    ({ entry, recordIds }) => entry?.ordinal === origin.entry!.ordinal && [...origin.recordIds].some((id) => recordIds.has(id)),
  )
  return new StoreError('Two objects hold the same entry of one record', {
    code: 'same-entry-twice',
    key: origin.key,
    hint: `The other is ${JSON.stringify(first!.key)}. Remove the one that is left over from an older archive of the record.`,
  })
}
