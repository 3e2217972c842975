import { LedgerError } from '../errors.js'
import type { Store, StoreOptions } from '../store/store.js'
import type { PartVersion } from './commit-marker.js'
import { partitionPartKey } from './partition-keys.js'
import { ByteQueue, type OpenPartOutput } from './part-output.js'

export interface StoredPart extends PartVersion {
  readonly key: string
  readonly rows: number
  readonly sizeBytes: number
}

/** The parts of one partition on their way to a store. */
export class PartitionParts {
  /** Parts that are in the store, in the order in which they came there. */
  readonly written: StoredPart[] = []
  readonly #store: Store
  readonly #partition: string
  readonly #options: StoreOptions
  readonly #open = new Map<ByteQueue, Promise<unknown>>()

  constructor(store: Store, partition: string, options: StoreOptions) {
    this.#store = store
    this.#partition = partition
    this.#options = options
  }

  /** @throws LedgerError `bytes-lost` (when it is closed) if the store has other bytes than it was given. */
  readonly open: OpenPartOutput = ({ table: { name: table }, part }) => {
    const key = partitionPartKey(table, this.#partition, part)
    const queue = new ByteQueue()
    const put = this.#store.put(key, queue, { contentType: 'application/vnd.apache.parquet', signal: this.#options.signal })
    put.catch((error: unknown) => queue.fail(error))
    this.#open.set(queue, put)
    let sizeBytes = 0
    return {
      write: (bytes) => {
        sizeBytes += bytes.length
        queue.write(bytes)
      },
      settle: () => queue.room(),
      close: async (rows) => {
        queue.end()
        const info = await put
        this.#open.delete(queue)
        if (info.sizeBytes !== sizeBytes) {
          throw new LedgerError(`The store holds ${info.sizeBytes} bytes of a part of ${sizeBytes}`, { code: 'bytes-lost', table, key })
        }
        this.written.push({ table, part, key, rows, sizeBytes, etag: info.etag })
      },
      discard: () => this.abandon(new Error('The part is not wanted')),
    }
  }

  /** Give up what is not whole yet: nothing of it appears in the store. */
  async abandon(error: unknown): Promise<void> {
    for (const queue of this.#open.keys()) queue.break(error)
    await Promise.allSettled(this.#open.values())
  }
}
