/**
 * Do something that a first Ctrl-C ends between two objects, with all that was done kept; a second one ends the process as usual.
 *
 * @throws what `work` throws; after a Ctrl-C an Error that says how to go on.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  process.once('SIGINT', stop)
  try {
    return await work(controller.signal)
  } catch (error) {
    if (!controller.signal.aborted) throw error
    throw new Error('Interrupted. Run the same command again, and it goes on where it was', { cause: error })
  } finally {
    process.off('SIGINT', stop)
  }
}
