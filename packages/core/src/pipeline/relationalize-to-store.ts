import type { ArchiveSource } from '../archive/archive.js'
import { OptionError } from '../errors.js'
import { keySegment } from '../store/key-segment.js'
import { readJsonObject } from '../json/read-json-object.js'
import type { Store } from '../store/store.js'
import type { Ledger } from './ledger.js'
import { ByteQueue, type PartOutput } from './part-output.js'
import { quarantineArchive } from './quarantine.js'
import type { RelationalizeOptions } from './relationalize-options.js'
import { recordIdOf } from './survey.js'
import { writeTables } from './write-tables.js'

const LEDGER_KEY = 'ledger.json'

/**
 * Relationalize archives into a store: parts under `{table}/part-00000.parquet`, the ledger under `ledger.json`, and archives of which
 * something is bad, whole, under `quarantine/` with their reasons beside them.
 *
 * A run replaces the output of the run before it at the same place: what that one wrote and this one does not is removed last. Other
 * objects are left alone.
 *
 * @throws OptionError `not-our-ledger` if `ledger.json` is there but is not one.
 */
export async function relationalizeToStore(
  sources: readonly ArchiveSource[],
  store: Store,
  options: RelationalizeOptions = {},
): Promise<Ledger> {
  const before = await previousKeys(store, options.signal)
  const written = new Set<string>()
  const writing = writeTables(sources, ({ table, part }) => storePart(store, partKey(table.name, part), written, options.signal), options)
  let step = await writing.next()
  while (!step.done) step = await writing.next()
  const ledger = step.value
  const bad = Map.groupBy(
    ledger.items.filter((item) => item.outcome === 'quarantined'),
    (item) => item.archive,
  )
  for (const source of sources) {
    const items = bad.get(source.name)
    if (!items) continue
    const reason = { archive: source.name, recordId: recordIdOf(source), metadata: source.metadata, items }
    for (const key of await quarantineArchive(store, source, reason, { signal: options.signal })) written.add(key)
  }
  const putLedger = (keys: Iterable<string>): Promise<unknown> =>
    store.put(LEDGER_KEY, toJson({ ...ledger, keys: [...keys].sort() }), { contentType: 'application/json' })
  const old = before.filter((key) => !written.has(key))
  if (old.length > 0) {
    // Written before the old parts go: if the run ends in between, the next one still knows of them.
    await putLedger([...written, ...old])
    for (const key of old) await store.delete(key, { signal: options.signal })
  }
  await putLedger(written)
  return ledger
}

/** A part that goes to the store while it is written. */
function storePart(store: Store, key: string, written: Set<string>, signal: AbortSignal | undefined): PartOutput {
  const queue = new ByteQueue()
  const put = store.put(key, queue, { contentType: 'application/vnd.apache.parquet', signal })
  put.catch((error: unknown) => queue.fail(error))
  return {
    write: (bytes) => queue.write(bytes),
    settle: () => queue.room(),
    close: async () => {
      queue.end()
      await put
      written.add(key)
    },
    discard: async () => {
      queue.break(new Error('The part is not wanted'))
      // Whatever the store says: it was not to have the part.
      await Promise.allSettled([put])
    },
  }
}

/** Key of a part below the destination. */
export function partKey(table: string, part: number): string {
  return `${keySegment(table)}/part-${String(part).padStart(5, '0')}.parquet`
}

async function previousKeys(store: Store, signal: AbortSignal | undefined): Promise<string[]> {
  if (!(await store.head(LEDGER_KEY, { signal }))) return []
  const text = new TextDecoder().decode(await (await store.get(LEDGER_KEY, { signal })).bytes())
  const keys = readKeys(text)
  if (keys) return keys
  throw new OptionError('The destination holds a ledger.json that no run has written', {
    code: 'not-our-ledger',
    key: LEDGER_KEY,
    hint: 'Choose another destination, or move the file away.',
  })
}

function readKeys(text: string): string[] | undefined {
  const keys = readJsonObject(text)?.['keys']
  return Array.isArray(keys) && keys.every((key) => typeof key === 'string') ? keys : undefined
}

function toJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
}
