import type { ArchiveSource } from '../archive/archive.js'
import { OptionError, StoreError } from '../errors.js'
import { readJsonObject } from '../json/read-json-object.js'
import { digestHex } from '../names/digest.js'
import type { Store, StoreOptions } from '../store/store.js'
import { isRanged } from './open-source.js'
import { isInputChanged } from './read-version.js'

/** Where what could not be processed lies. */
export const QUARANTINE = 'quarantine/'
/** What the key of a reason ends with. */
export const REASON_SUFFIX = '.reason.json'

/** Why an archive is in quarantine, beside it as JSON. */
export interface QuarantineReason {
  readonly archive: string
  readonly recordId: string
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** What is wrong, and where; never a document's value. */
  readonly [finding: string]: unknown
}

/** Keys of an archive in quarantine and of its reason: its base name, with enough of a digest that equal base names do not meet. */
export function quarantineKeys(archive: string, recordId: string): { readonly original: string; readonly reason: string } {
  const base = archive
    .split(/[/\\]/)
    .at(-1)!
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(-120)
  const digest = digestHex(new TextEncoder().encode(`${archive}\n${recordId}`)).slice(0, 12)
  const original = `${QUARANTINE}${digest}-${base}`
  return { original, reason: `${original}${REASON_SUFFIX}` }
}

/** Keys of the reasons among those in quarantine: an original may be called as a reason is, but then it is not one of another object. */
export function reasonsAmong(keys: readonly string[]): string[] {
  const all = new Set(keys)
  return keys.filter((key) => key.endsWith(REASON_SUFFIX) && all.has(key.slice(0, -REASON_SUFFIX.length)))
}

/**
 * Put an archive into quarantine: its reason, then the whole original, so that no original is there of which nothing says whose it is.
 *
 * @returns the keys that were written.
 */
export async function quarantineArchive(
  store: Store,
  source: ArchiveSource,
  reason: QuarantineReason,
  options: StoreOptions = {},
): Promise<readonly string[]> {
  const keys = quarantineKeys(source.name, reason.recordId)
  const body = isRanged(source) ? source.stream() : await source.bytes()
  const text = `${JSON.stringify(reason, null, 2)}\n`
  await store.put(keys.reason, new TextEncoder().encode(text), { ...options, contentType: 'application/json' })
  try {
    await store.put(keys.original, body, { ...options, contentType: 'application/octet-stream' })
  } catch (error) {
    // Nothing is to be left of an archive that was not taken; an earlier version of it keeps its reason.
    if (isInputChanged(error) && !(await store.head(keys.original, options))) await store.delete(keys.reason, options)
    throw error
  }
  return [keys.original, keys.reason]
}

/**
 * Read why an archive is in quarantine.
 *
 * @throws OptionError `damaged-reason` if the file is not one.
 */
export async function readReason(store: Store, key: string, options: StoreOptions = {}): Promise<QuarantineReason> {
  const text = new TextDecoder().decode(await (await store.get(key, options)).bytes())
  const reason = parseReason(text)
  if (reason) return reason
  throw new OptionError('The reason beside an archive in quarantine cannot be read', {
    code: 'damaged-reason',
    key,
    hint: 'It holds the user metadata of the archive; restore it, or upload the archive anew.',
  })
}

/** As `readReason`; undefined if there is none. */
export async function findReason(store: Store, key: string, options: StoreOptions = {}): Promise<QuarantineReason | undefined> {
  try {
    return await readReason(store, key, options)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'not-found') return undefined
    throw error
  }
}

/**
 * Read why an archive is in quarantine, if this key is where that stands.
 *
 * @returns undefined if it is an original that is called as reasons are.
 */
export async function readOwnReason(store: Store, key: string, options: StoreOptions): Promise<QuarantineReason | undefined> {
  const reason = parseReason(new TextDecoder().decode(await (await store.get(key, options)).bytes()))
  return reason && quarantineKeys(reason.archive, reason.recordId).reason === key ? reason : undefined
}

function parseReason(text: string): QuarantineReason | undefined {
  const parsed = readJsonObject(text)
  const { archive, recordId, metadata = {} } = parsed ?? {}
  const isReason =
    typeof archive === 'string' &&
    typeof recordId === 'string' &&
    typeof metadata === 'object' &&
    metadata !== null &&
    Object.values(metadata).every((value) => typeof value === 'string')
  return isReason ? (parsed as QuarantineReason) : undefined
}
