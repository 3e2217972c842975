import type { RebuildOptions, Store, UnpackOptions } from '@bridge-downstream/core'
import { pooledUnpackRunner } from '../workers/pooled-unpack-runner.js'
import { WorkerPool } from '../workers/worker-pool.js'
import type { CommandIo } from './command-io.js'
import { PARTITIONS_AT_ONCE } from './pipeline-options.js'
import type { Study } from '../study/open-study.js'
import { planWorkers, type WorkersFlag } from './workers-option.js'

/** Who does what of a run, as `unpack` and `rebuild` take it. */
export interface Workers {
  readonly unpack: Pick<UnpackOptions, 'runner' | 'concurrency'>
  readonly rebuild: Pick<RebuildOptions, 'run' | 'concurrency'>
  /** Nothing more will be unpacked: what it took of memory is given back, so that it is not there beside what comes next. */
  readonly endUnpack: () => Promise<void>
}

export interface WithWorkersOptions {
  readonly flags: WorkersFlag
  readonly io: CommandIo
  readonly store: Store
  /** Absent where only partitions are rebuilt. */
  readonly study?: Study | undefined
  readonly signal: AbortSignal
}

/** Archives for each worker at once: while one waits for the store, another goes on. A partition fills its worker's memory alone. */
const ARCHIVES_PER_WORKER = 2

/**
 * Do something with worker threads, and end them whatever comes of it. Datasets, duplicates and ledgers are decided in this thread, in order,
 * so the outcome does not depend on how many there are.
 *
 * A store in memory is this thread's own, so there are no workers then.
 */
export async function withWorkers<T>(options: WithWorkersOptions, use: (workers: Workers) => Promise<T>): Promise<T> {
  const { flags, io, store, study, signal } = options
  const size = planWorkers(flags, io)
  if (size === 0 || store.url.startsWith('memory:')) {
    return use({ unpack: {}, rebuild: { concurrency: PARTITIONS_AT_ONCE }, endUnpack: async () => io.releaseGarbage?.() })
  }
  const common = { script: io.workerScript!, schemas: study?.schemas, signal }
  const unpackers = new WorkerPool(size, { ...common, setup: { destination: store.url, study: study?.rules } })
  const rebuilders = new WorkerPool(size, { ...common, setup: { destination: store.url } })
  const runner = pooledUnpackRunner(unpackers)
  let isRebuilding = false
  const run: RebuildOptions['run'] = (unit) => {
    // What listing the destination has left would stay beside all of them.
    if (!isRebuilding) io.releaseGarbage?.()
    isRebuilding = true
    return rebuilders.pick().call('rebuild', unit)
  }
  const endUnpack = async (): Promise<void> => {
    // The threads that rebuild begin with empty heaps, and need no schemas.
    await unpackers.close()
    io.releaseGarbage?.()
  }
  try {
    return await use({ unpack: { runner, concurrency: size * ARCHIVES_PER_WORKER }, rebuild: { run, concurrency: size }, endUnpack })
  } finally {
    await Promise.all([unpackers.close(), rebuilders.close()])
  }
}
