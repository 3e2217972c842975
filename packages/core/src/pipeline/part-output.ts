import type { Table, TablePlan } from '../tables/table-plan.js'

/** One part that is being written. */
export interface PartOutput {
  /** Takes bytes that stay valid. */
  write(bytes: Uint8Array): void
  /** Resolves when there is room for more, so that memory stays bounded. */
  settle(): Promise<void>
  /** All bytes are written. @param rows rows of the part. */
  close(rows: number): Promise<void>
  /** Nothing of the part is wanted. Resolves when nothing of it can appear any more. */
  discard(): Promise<void>
}

/** Opens the output of one part. */
export type OpenPartOutput = (part: { readonly plan: TablePlan; readonly table: Table; readonly part: number }) => PartOutput

/** Bytes that may wait to be read while more are made: writing to a store and making the next bytes go on side by side. */
const MOST_WAITING_BYTES = 4 * 1024 ** 2

/** Bytes that are written on one side and read on the other. */
export class ByteQueue implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = []
  #waitingBytes = 0
  #ended = false
  #wakeReader: (() => void) | undefined
  #waitingWriters: (() => void)[] = []
  #failure: { readonly error: unknown } | undefined
  #broken: { readonly error: unknown } | undefined

  write(bytes: Uint8Array): void {
    this.#chunks.push(bytes)
    this.#waitingBytes += bytes.length
    this.#wakeReader?.()
  }

  end(): void {
    this.#ended = true
    this.#wakeReader?.()
  }

  /** The writer gives up: the reader fails with this, so that nothing half written is taken for whole. */
  break(error: unknown): void {
    this.#broken = { error }
    this.#wakeReader?.()
  }

  /** The reader has failed: whoever waits for it is told. */
  fail(error: unknown): void {
    this.#failure = { error }
    this.#wakeWriters()
  }

  /** Resolves when there is room for more. */
  async room(): Promise<void> {
    while (this.#waitingBytes > MOST_WAITING_BYTES && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#waitingWriters.push(resolve)
      })
    }
    if (this.#failure) throw this.#failure.error
  }

  #wakeWriters(): void {
    for (const wake of this.#waitingWriters.splice(0)) wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      if (this.#broken) throw this.#broken.error
      const chunk = this.#chunks.shift()
      if (chunk) {
        this.#waitingBytes -= chunk.length
        this.#wakeWriters()
        yield chunk
        continue
      }
      if (this.#ended) return
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve
      })
    }
  }
}
