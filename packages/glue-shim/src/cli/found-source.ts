import { openStoredArchive, OptionError, type ArchiveSource, type ObjectInfo, type Store, type UnpackSource } from '@bridge-downstream/core'
import path from 'node:path'
import { archiveStoreOpener, type UploadsAccess } from '../study/uploads-access.js'
import type { SourceLocation } from '../workers/worker-messages.js'
import { openFile } from './find-archives.js'

/** An archive in a file. There may be very many, so it holds little: its path follows from its name. */
export class FileSource implements UnpackSource {
  readonly name: string
  readonly version: string
  readonly #cwd: string
  readonly #rangesFromBytes: number | undefined

  constructor(name: string, version: string, cwd: string, rangesFromBytes: number | undefined) {
    this.name = name
    this.version = version
    this.#cwd = cwd
    this.#rangesFromBytes = rangesFromBytes
  }

  get location(): SourceLocation {
    return { kind: 'file', name: this.name, cwd: this.#cwd, rangesFromBytes: this.#rangesFromBytes }
  }

  open(): Promise<ArchiveSource> {
    return openFile({ name: this.name, path: path.resolve(this.#cwd, this.name) }, this.#rangesFromBytes)
  }
}

export interface ObjectSourceOptions {
  readonly rangesFromBytes: number | undefined
  /** How its store is opened, where another thread does it. */
  readonly access: UploadsAccess | undefined
}

/** An archive in a store. */
export class ObjectSource implements UnpackSource {
  readonly name: string
  readonly #store: Store
  readonly #object: ObjectInfo
  readonly #options: ObjectSourceOptions

  constructor(name: string, store: Store, object: ObjectInfo, options: ObjectSourceOptions) {
    this.name = name
    this.#store = store
    this.#object = object
    this.#options = options
  }

  get version(): string {
    return this.#object.etag
  }

  get location(): SourceLocation {
    return { kind: 'object', name: this.name, storeUrl: this.#store.url, object: this.#object, ...this.#options }
  }

  open(): Promise<ArchiveSource> {
    return openStoredArchive(this.#store, this.#object, { name: this.name, rangesFromBytes: this.#options.rangesFromBytes })
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

/** Finds archives by their locations; each store is opened once. A file that is opened so has no version: it is known to who asks. */
export function sourceOpener(env: Readonly<Record<string, string | undefined>> = process.env): (location: SourceLocation) => UnpackSource {
  const open = archiveStoreOpener(env)
  const stores = new Map<string, Store>()
  return (location) => {
    if (location.kind === 'file') return new FileSource(location.name, '', location.cwd, location.rangesFromBytes)
    const store = stores.get(location.storeUrl) ?? open(location.storeUrl, location.access)
    stores.set(location.storeUrl, store)
    return new ObjectSource(location.name, store, location.object, location)
  }
}
