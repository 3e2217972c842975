import { setTimeout as sleep } from 'node:timers/promises'

const LONGEST_PAUSE_MS = 20_000

/**
 * Wait before another try: at random, so that those which failed together do not come back together, and up to twice as long each time.
 *
 * @param attempt the try that has failed, from 1.
 * @param firstMs longest pause after the first try.
 * @throws the signal's reason.
 */
export async function backOff(attempt: number, firstMs: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  const ms = Math.random() * Math.min(LONGEST_PAUSE_MS, firstMs * 2 ** (attempt - 1))
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal })
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}
