import type { Store } from '@bridge-downstream/core'
import type { StudyConfig } from '../config/config.js'
import type { LoadedConfig } from '../config/read-config.js'
import { kept } from './kept.js'
import type { StoreOpeners } from './handler-options.js'

/** The studies of a configuration, opened when they are first asked for, and kept as long as the process. */
export class OpenStudies {
  readonly #loaded: LoadedConfig
  readonly #open: StoreOpeners
  readonly #destinations = new Map<StudyConfig, Store>()
  readonly #uploads = new Map<StudyConfig, Map<string, Store>>()

  constructor(loaded: LoadedConfig, open: StoreOpeners) {
    this.#loaded = loaded
    this.#open = open
  }

  destination(study: StudyConfig): Store {
    return kept(this.#destinations, study, () => this.#open.openDestination(this.#loaded.config, study))
  }

  uploads(study: StudyConfig, url: string): Store {
    const stores = kept(this.#uploads, study, () => new Map<string, Store>())
    return kept(stores, url, () => this.#open.readUploads(study, url, this.#loaded.config))
  }

  /** Folder that a study's own files are relative to. */
  get base(): string {
    return this.#loaded.base
  }
}
