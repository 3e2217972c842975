import { delay } from '../platform/delay.js'
import { checkNotAborted } from '../store/abort.js'

/**
 * Wait; not at all for 0.
 *
 * @throws StoreError `aborted`.
 */
export async function waitMs(ms: number, signal: AbortSignal | undefined): Promise<void> {
  checkNotAborted(signal)
  if (ms <= 0) return
  try {
    await delay(ms, signal)
  } catch (error) {
    checkNotAborted(signal)
    throw error
  }
}
