import type { ObjectInfo, Store, StoreOptions } from '../store/store.js'
import { isManifestKey } from './dataset-archives.js'
import { forgottenRecords, holdsRecords } from './held-records.js'
import { mapConcurrently } from './map-concurrently.js'
import { ARCHIVED_PREFIX } from './partition-keys.js'
import type { Receipts } from './receipts.js'

/** What was removed from archives. */
export interface ForgottenInArchives {
  readonly archivedPartitions: number
  readonly uncheckedFiles: number
}

const FILES_AT_ONCE = 8

/** `parquet/archive/{name}_{n}/{table}/{partition}{file}` */
const ARCHIVED_FILE = new RegExp(`^(${ARCHIVED_PREFIX}[^/]+/)(?:[^/]+/)?((?:[^/]*/)*)[^/]+$`)

/**
 * Remove the partitions of archived datasets that hold a forgotten record, in all tables. Which do is told by their rows alone: the record may
 * have lain elsewhere when they were made.
 */
export async function forgetInArchives(store: Store, receipts: Receipts, options: StoreOptions): Promise<ForgottenInArchives> {
  const records = forgottenRecords(receipts)
  const partitions = new Map<string, ObjectInfo[]>()
  const ours = new Set<string>()
  for await (const info of records.size === 0 ? [] : store.list(ARCHIVED_PREFIX, options)) {
    const [, folder = ARCHIVED_PREFIX, partition = ''] = ARCHIVED_FILE.exec(info.key) ?? []
    const place = `${folder}\n${partition}`
    if (isManifestKey(info.key)) ours.add(folder)
    else partitions.set(place, [...(partitions.get(place) ?? []), info])
  }
  const found = { archivedPartitions: 0, uncheckedFiles: 0 }
  for (const [place, files] of partitions) {
    const isOurs = ours.has(place.slice(0, place.indexOf('\n')))
    const holds = await mapConcurrently(files, FILES_AT_ONCE, (file) => holdsRecords(store, file, records, options))
    if (holds.includes(true) || (isOurs && holds.includes('unknown'))) {
      for (const { key } of files) await store.delete(key, options)
      found.archivedPartitions++
    } else found.uncheckedFiles += holds.filter((held) => held === 'unknown').length
  }
  return found
}
