/** A signal that fires at the first Ctrl-C, so that a run stops between two objects; a second one ends the process as usual. */
export function onInterrupt(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController()
  const stop = (): void => controller.abort(new Error('Interrupted: run the same command again, and it goes on where it was'))
  process.once('SIGINT', stop)
  return { signal: controller.signal, dispose: () => process.off('SIGINT', stop) }
}
