import type { UnpackRunner } from '@bridge-downstream/core'
import { locate } from '../cli/found-source.js'
import type { WorkerPool } from './worker-pool.js'
import type { WorkerThread } from './worker-thread.js'

/** Reads and writes archives in worker threads: each archive in one of them. */
export function pooledUnpackRunner(pool: WorkerPool): UnpackRunner {
  const holders = new Map<string, WorkerThread>()
  return {
    async examine(source) {
      const worker = pool.pick()
      const found = await worker.call('examine', locate(source))
      holders.set(source.name, worker)
      return found
    },

    async finish({ name }, verdict) {
      const worker = holders.get(name)!
      holders.delete(name)
      return worker.call('finish', { name, verdict })
    },
  }
}
