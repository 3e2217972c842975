import type { ExamineOptions } from './examine-options.js'
import type { RegistryOptions } from './registry.js'
import type { UnpackRunner } from './unpack-runner.js'

export interface UnpackOptions {
  /** How archives are read; the registry decides where structures belong. */
  readonly examine: Omit<ExamineOptions, 'decide'>
  readonly registry?: RegistryOptions | undefined
  /** Do again what is done already. Default false. */
  readonly force?: boolean | undefined
  /** Archives that are in memory at once: half of them being read, half being written. Default 4. */
  readonly concurrency?: number | undefined
  /** Who reads and writes the archives. Default: this thread. */
  readonly runner?: UnpackRunner | undefined
  readonly onProgress?: ((progress: UnpackProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface UnpackProgress {
  /** Archives that need nothing more. */
  readonly archives: number
  /** Of those, archives that an earlier run had done. */
  readonly done: number
}
