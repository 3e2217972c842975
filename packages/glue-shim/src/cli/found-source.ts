import { OptionError, type ArchiveSource, type Store, type UnpackSource } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import path from 'node:path'
import type { SourceLocation } from '../workers/worker-messages.js'
import { openFile } from './find-archives.js'

/** An archive in a file. There may be very many, so it holds little: its path follows from its name. */
export class FileSource implements UnpackSource {
  readonly name: string
  readonly version: string
  readonly #cwd: string

  constructor(name: string, version: string, cwd: string) {
    this.name = name
    this.version = version
    this.#cwd = cwd
  }

  get location(): SourceLocation {
    return { kind: 'file', name: this.name, cwd: this.#cwd }
  }

  open(): Promise<ArchiveSource> {
    return openFile({ name: this.name, path: path.resolve(this.#cwd, this.name) })
  }
}

/** An archive in a store. */
export class ObjectSource implements UnpackSource {
  readonly name: string
  readonly version: string
  readonly #store: Store
  readonly #key: string

  constructor(name: string, version: string, store: Store, key: string) {
    this.name = name
    this.version = version
    this.#store = store
    this.#key = key
  }

  get location(): SourceLocation {
    return { kind: 'object', name: this.name, storeUrl: this.#store.url, key: this.#key }
  }

  async open(): Promise<ArchiveSource> {
    const object = await this.#store.get(this.#key)
    let bytes: Promise<Uint8Array> | undefined
    return { name: this.name, metadata: object.metadata, bytes: () => (bytes ??= object.bytes()) }
  }
}

/**
 * Where another thread finds an archive.
 *
 * @throws OptionError if it is known to this thread only.
 */
export function locate(source: UnpackSource): SourceLocation {
  if (source instanceof FileSource || source instanceof ObjectSource) return source.location
  throw new OptionError('The archive cannot be read by a worker thread', { code: 'bad-option', archive: source.name })
}

/** Finds archives by their locations; each store is opened once. What is opened so has no version: it is known to who asks. */
export function sourceOpener(): (location: SourceLocation) => UnpackSource {
  const stores = new Map<string, Store>()
  return (location) => {
    if (location.kind === 'file') return new FileSource(location.name, '', location.cwd)
    const store = stores.get(location.storeUrl) ?? openStore(location.storeUrl)
    stores.set(location.storeUrl, store)
    return new ObjectSource(location.name, '', store, location.key)
  }
}
