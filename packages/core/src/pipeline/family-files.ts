import type { DatasetFamily } from '../datasets/dataset-family.js'
import type { DatasetIdentifier } from '../datasets/dataset-identifier.js'
import { OptionError, RegistryError, StoreError } from '../errors.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import type { Store, StoreOptions } from '../store/store.js'
import { formatFamily, parseFamily } from './family-file.js'

/** A dataset as it was read. */
export interface StoredFamily {
  readonly family: DatasetFamily
  readonly etag: string
}

/**
 * The files of a registry, one for each dataset. A key is the dataset's name in lower case: two names that differ by case alone would be
 * one file on some file systems, and one table in most catalogs, so they meet in one object, where only one of them can be.
 */
export class FamilyFiles {
  readonly #store: Store
  readonly #prefix: string
  /** By key. Bytes of one ETag are the same bytes. */
  readonly #cache = new Map<string, StoredFamily>()

  constructor(store: Store, prefix: string) {
    this.#store = store
    this.#prefix = prefix
  }

  /** @returns all datasets, by name. */
  async readAll(options: StoreOptions): Promise<StoredFamily[]> {
    const found: StoredFamily[] = []
    for await (const { key, etag } of this.#store.list(this.#prefix, options)) {
      const name = key.slice(this.#prefix.length)
      if (name.includes('/') || !name.endsWith('.json')) continue
      const stored = this.#cached(key, etag) ?? (await this.#get(key, options))
      if (stored) found.push(stored)
    }
    return found.sort((a, b) => compareCodeUnits(a.family.name, b.family.name))
  }

  /**
   * The dataset that an identifier names, if it is there.
   *
   * @throws OptionError `dataset-name-taken` if another one is called so but for case.
   */
  async readFor({ name }: DatasetIdentifier, options: StoreOptions): Promise<StoredFamily[]> {
    const stored = await this.read(name, options)
    if (!stored) return []
    if (stored.family.name === name) return [stored]
    throw new OptionError('A dataset is called so already, but for upper and lower case', {
      code: 'dataset-name-taken',
      dataset: name,
      hint: `Write ${JSON.stringify(stored.family.name)}, or choose a name that differs by more.`,
    })
  }

  /** The dataset whose name this is but for case. */
  async read(name: string, options: StoreOptions): Promise<StoredFamily | undefined> {
    const key = this.#keyOf(name)
    const head = await this.#store.head(key, options)
    return head && (this.#cached(key, head.etag) ?? this.#get(key, options))
  }

  /** @throws StoreError `precondition-failed` if the file is no longer what it was before. */
  async put(after: DatasetFamily, before: StoredFamily | undefined, { signal }: StoreOptions): Promise<void> {
    const key = this.#keyOf(after.name)
    const condition = before ? { etag: before.etag } : 'absent'
    const { etag } = await this.#store.put(key, formatFamily(after), { condition, contentType: 'application/json', signal })
    this.#cache.set(key, { family: after, etag })
  }

  #cached(key: string, etag: string): StoredFamily | undefined {
    const cached = this.#cache.get(key)
    return cached?.etag === etag ? cached : undefined
  }

  async #get(key: string, options: StoreOptions): Promise<StoredFamily | undefined> {
    const object = await this.#store.get(key, options).catch((error: unknown) => {
      if (error instanceof StoreError && error.code === 'not-found') return undefined
      throw error
    })
    if (!object) return undefined
    const family = parseFamily(await object.bytes(), key)
    if (this.#keyOf(family.name) !== key) {
      throw new RegistryError('A file of the registry cannot be used: it holds a dataset of another name', {
        code: 'damaged-registry',
        pointer: '/name',
        key,
        hint: 'It is left as it is. Give the file the name of its dataset, in lower case.',
      })
    }
    const stored = { family, etag: object.etag }
    this.#cache.set(key, stored)
    return stored
  }

  #keyOf(name: string): string {
    return `${this.#prefix}${name.toLowerCase()}.json`
  }
}
