import { OptionError } from '@bridge-downstream/core'
import { createHash } from 'node:crypto'
import { metadataPath } from './file-metadata.js'
import type { WholeArchive } from './find-candidates.js'
import type { Destination } from './open-destination.js'
import type { ChosenArchive, Sample } from './sample-archives.js'

/** Where the copies lie, so that they can be given as input without the account beside them. */
const ARCHIVES = 'archives/'
const ACCOUNT = 'sample.json'

/** Writes a sample: each archive as it is chosen, then the account of them. */
export class SampleWriter {
  readonly #destination: Destination
  readonly #keys = new Set<string>()
  /** Names without extension: by them a file of user metadata stands beside its archive. */
  readonly #stems = new Set<string>()

  /** Keys of the copies that an earlier sample has left. */
  readonly #earlier: readonly string[]

  private constructor(destination: Destination, earlier: readonly string[]) {
    this.#destination = destination
    this.#earlier = earlier
  }

  /** @throws OptionError `foreign-sample` if something else stands where the account is to be. */
  static async open(destination: Destination, signal: AbortSignal): Promise<SampleWriter> {
    const { store } = destination
    if (!(await store.head(ACCOUNT, { signal }))) return new SampleWriter(destination, [])
    const text = new TextDecoder().decode(await (await store.get(ACCOUNT, { signal })).bytes())
    return new SampleWriter(destination, keysOf(text))
  }

  /** Copy an archive, bytes and user metadata unchanged; in a folder, the metadata stand in a file beside it too. */
  async copy(archive: WholeArchive, signal: AbortSignal): Promise<string> {
    const { store, folder } = this.#destination
    const key = `${ARCHIVES}${this.#nameOf(archive.name)}`
    this.#keys.add(key)
    const { metadata = {}, contentType } = archive
    const body = archive.readRange && archive.stream ? archive.stream() : await archive.bytes()
    await store.put(key, body, { metadata, contentType, signal })
    const beside = folder === undefined ? undefined : metadataPath(key)
    if (beside === undefined) return key
    if (Object.keys(metadata).length === 0) await store.delete(beside, { signal })
    else await store.put(beside, encode(metadata), { contentType: 'application/json', signal })
    return key
  }

  /** Write the account, and remove the copies of an earlier sample that are in this one no longer. */
  async finish(sample: Sample, signal: AbortSignal): Promise<void> {
    const { store } = this.#destination
    await store.put(ACCOUNT, encode(sample), { contentType: 'application/json', signal })
    for (const key of this.#earlier.filter((earlier) => !this.#keys.has(earlier))) {
      for (const gone of [key, metadataPath(key)]) if (gone !== undefined) await store.delete(gone, { signal })
    }
  }

  /** The archive's base name; where two have the same, the later one is told apart by a digest of its whole name. */
  #nameOf(archive: string): string {
    const base = archive.split(/[/\\]/).at(-1)!
    const stem = base.replace(/\.[^.]*$/, '')
    if (!this.#stems.has(stem)) {
      this.#stems.add(stem)
      return base
    }
    return `${stem}-${createHash('sha256').update(archive).digest('hex').slice(0, 12)}${base.slice(stem.length)}`
  }
}

function keysOf(text: string): string[] {
  const isAccount = (json: unknown): json is { chosen: (ChosenArchive & { key: string })[] } =>
    typeof json === 'object' &&
    json !== null &&
    'chosen' in json &&
    Array.isArray(json.chosen) &&
    json.chosen.every((one: unknown) => typeof one === 'object' && one !== null && 'key' in one && typeof one.key === 'string')
  const json = parse(text)
  if (isAccount(json)) return json.chosen.map(({ key }) => key).filter((key) => key.startsWith(ARCHIVES))
  throw new OptionError(`There is a ${ACCOUNT} that is no account of a sample`, {
    code: 'foreign-sample',
    key: ACCOUNT,
    hint: 'Give another --out, or move the file away.',
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // As anything else that is no account of a sample.
    return undefined
  }
}

function encode(json: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`)
}
