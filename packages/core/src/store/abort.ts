import { StoreError } from '../errors.js'

/** @throws StoreError `aborted` if the signal has been aborted. */
export function checkNotAborted(signal: AbortSignal | undefined, key?: string): void {
  if (signal?.aborted) throw abortedError(signal, key)
}

export function abortedError(signal: AbortSignal, key?: string): StoreError {
  return new StoreError('The store was told to stop', { code: 'aborted', key, cause: signal.reason })
}
