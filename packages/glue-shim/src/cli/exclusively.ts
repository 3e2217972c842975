import type { Store } from '@bridge-downstream/core'
import { withStoreLock } from '@bridge-downstream/s3-adapter'
import type { CommandIo } from './command-io.js'
import { interruptible } from './interrupt.js'

/** Held by a command while it changes a destination. */
const DESTINATION_LOCK = 'locks/destination.json'

/**
 * Change a destination while no other command does, until it is done or a first Ctrl-C ends it.
 *
 * @throws StoreError `store-locked` while another command is at work there.
 */
export async function exclusively<T>(store: Store, io: CommandIo, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const onWait = (): void =>
    void io.stderr.write(
      'Another command was at work here, on another machine or in another container. Waiting up to 90 seconds to see whether it still is.\n',
    )
  return interruptible((signal) => withStoreLock(store, DESTINATION_LOCK, work, { signal, onWait }))
}
