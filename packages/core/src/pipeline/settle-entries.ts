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
 * The entry that each input of a partition counts as. Ids are made from a record's id and the entry's ordinal, so no two inputs of a record
 * get the same one. An object that does not say where it came from has its place among the objects of its records. Where a place is taken,
 * as by entries of another archive of the record, it is the next that is free.
 *
 * @param origins by key.
 * @throws StoreError `same-entry-twice` if two objects say that they are the same entry of the same record.
 */
export function settleEntries(origins: readonly InputOrigin[]): InputEntry[] {
  const taken = new TakenOrdinals()
  const settled = origins.map((origin) => {
    if (!origin.entry) return undefined
    const other = taken.by(origin, origin.entry.ordinal)
    if (other?.entry?.path === origin.entry.path) throw sameEntry(origin, other)
    if (other) return undefined
    taken.take(origin, origin.entry.ordinal)
    return origin.entry
  })
  const before = new Map<string, number>()
  return origins.map((origin, i) => {
    let place = 0
    for (const id of origin.recordIds) {
      const earlier = before.get(id) ?? 0
      place = Math.max(place, earlier)
      before.set(id, earlier + 1)
    }
    if (settled[i]) return settled[i]
    let ordinal = origin.entry?.ordinal ?? place
    while (taken.by(origin, ordinal)) ordinal++
    taken.take(origin, ordinal)
    return { path: origin.entry?.path ?? origin.fileName, ordinal }
  })
}

class TakenOrdinals {
  readonly #byRecord = new Map<string, Map<number, InputOrigin>>()

  /** The input that has an ordinal in a record of this one. */
  by({ recordIds }: InputOrigin, ordinal: number): InputOrigin | undefined {
    for (const id of recordIds) {
      const other = this.#byRecord.get(id)?.get(ordinal)
      if (other) return other
    }
    return undefined
  }

  take(origin: InputOrigin, ordinal: number): void {
    for (const id of origin.recordIds) this.#byRecord.set(id, (this.#byRecord.get(id) ?? new Map()).set(ordinal, origin))
  }
}

function sameEntry(origin: InputOrigin, other: InputOrigin): StoreError {
  return new StoreError('Two objects hold the same entry of one record', {
    code: 'same-entry-twice',
    key: origin.key,
    hint: `The other is ${JSON.stringify(other.key)}. Remove the one that is left over from an older archive of the record.`,
  })
}
