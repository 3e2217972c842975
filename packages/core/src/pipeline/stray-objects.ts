import { keySegment } from '../store/key-segment.js'
import type { Store, StoreOptions } from '../store/store.js'
import { mapConcurrently } from './map-concurrently.js'
import { ownerOf, type ObjectOwner } from './object-owner.js'
import { JSON_PREFIX, parseJsonObjectKey } from './partition-keys.js'
import { QUARANTINE, quarantineKeys, readOwnReason, REASON_SUFFIX } from './quarantine.js'

/** What was found by itself, not by a receipt: a run that died has left it, or an older version of its archive. */
export interface Stray extends ObjectOwner {
  readonly keys: readonly string[]
  readonly kind: 'object' | 'quarantined'
}

export interface StrayWanted {
  readonly recordIds: readonly string[]
  /** Records by keys of objects that were being written of them. */
  readonly begun: ReadonlyMap<string, string>
  /** Whether also those count whose keys tell nothing, since participants are wanted. */
  readonly anyRecord: boolean
  /** Keys that receipts name, as far as they were read: nothing new can be learnt from these. */
  readonly named: ReadonlySet<string>
}

const AT_ONCE = 8
/** A key may go on otherwise than the id does: names of objects that would be too long are cut off. */
const LEADING_CHARACTERS = 32

/** Objects of JSON datasets and originals in quarantine that may be of somebody who is wanted, with whom they say that they are of. */
export async function findStrays(store: Store, wanted: StrayWanted, options: StoreOptions): Promise<Stray[]> {
  return [...(await strayObjects(store, wanted, options)), ...(await strayOriginals(store, wanted, options))]
}

async function strayObjects(store: Store, { recordIds, begun, anyRecord, named }: StrayWanted, options: StoreOptions): Promise<Stray[]> {
  const beginnings = recordIds.map((id) => keySegment(id).slice(0, LEADING_CHARACTERS))
  const exact = new Map(recordIds.map((id) => [keySegment(id), id]))
  const candidates: { key: string; name: string }[] = []
  for await (const { key } of store.list(JSON_PREFIX, options)) {
    const name = parseJsonObjectKey(key)?.name
    if (name === undefined || named.has(key)) continue
    if (anyRecord || begun.has(key) || beginnings.some((beginning) => name.startsWith(beginning))) candidates.push({ key, name })
  }
  const found = await mapConcurrently(candidates, AT_ONCE, async ({ key, name }): Promise<Stray | undefined> => {
    const owner = await ownerOf(store, key, options)
    return owner && { keys: [key], kind: 'object', ...owner, recordId: owner.recordId ?? begun.get(key) ?? exact.get(name) }
  })
  return found.filter((stray) => stray !== undefined)
}

/** A reason is there before its original, so no original is without. */
async function strayOriginals(store: Store, { named }: StrayWanted, options: StoreOptions): Promise<Stray[]> {
  const candidates: string[] = []
  for await (const { key } of store.list(QUARANTINE, options)) if (key.endsWith(REASON_SUFFIX) && !named.has(key)) candidates.push(key)
  const found = await mapConcurrently(candidates, AT_ONCE, async (key): Promise<Stray | undefined> => {
    const reason = await readOwnReason(store, key, options)
    if (!reason) return undefined
    const { archive, recordId, metadata = {} } = reason
    return { keys: [quarantineKeys(archive, recordId).original, key], kind: 'quarantined', recordId, metadata }
  })
  return found.filter((stray) => stray !== undefined)
}
