import type { Store } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import type { Config, StudyConfig } from '../config/config.js'
import type { LoadedConfig } from '../config/read-config.js'
import { destinationOf } from '../config/study-place.js'
import { uploadsOpener } from '../study/open-uploads.js'
import { processConfig } from './process-config.js'

/** What a handler works with. Everything has a default, so that `createRebuildHandler()` is a Lambda handler. */
export interface HandlerOptions {
  /** Default: that of the process, read when the first event comes. */
  readonly config?: (() => Promise<LoadedConfig>) | undefined
  /** The store of a study's results. Default: with the credentials of the process. */
  readonly openDestination?: ((config: Config, study: StudyConfig) => Store) | undefined
  /** The store of a study's uploads, at one of its `uploads`. Default: with the STS credentials of its Synapse folder, else of the process. */
  readonly readUploads?: ((study: StudyConfig, url: string, config: Config) => Store) | undefined
}

export type HandlerParts = { readonly [K in keyof Required<HandlerOptions>]: NonNullable<HandlerOptions[K]> }
export type StoreOpeners = Omit<HandlerParts, 'config'>

export function fillHandlerOptions(options: HandlerOptions): HandlerParts {
  return {
    config: options.config ?? processConfig(),
    openDestination: options.openDestination ?? ((config, study) => openStore(destinationOf(config, study))),
    readUploads: options.readUploads ?? uploadsOpener(process.env),
  }
}
