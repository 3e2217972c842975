import { createMemoryStore, type Store } from '@bridge-downstream/core'

/** A store in memory whose calls are counted, and can be made to fail. */
export interface WatchedStore extends Store {
  /** Calls that changed something: `put key`, `delete key`. */
  readonly changes: string[]
  /** Calls of any kind so far. */
  readonly calls: number
  /**
   * The call with this number, and every one after it, throws, as if the process had died: before the call does anything, or after it has
   * done it and before anybody is told.
   */
  failFrom(call: number | undefined, when?: 'before' | 'after'): void
  /** All objects with their bytes as text in Latin-1, which shows every byte, but for those under these prefixes. */
  contents(except?: readonly string[]): Promise<Record<string, string>>
}

export class ProcessDied extends Error {}

export function watchStore(inner: Store = createMemoryStore()): WatchedStore {
  const changes: string[] = []
  let calls = 0
  let failing = Infinity
  let dyingWhen: 'before' | 'after' = 'before'
  const watch = async <T>(call: () => Promise<T>): Promise<T> => {
    calls++
    const dies = calls >= failing
    // After the first call that died, nothing has an effect any more.
    if (dies && (dyingWhen === 'before' || calls > failing)) throw new ProcessDied(`died before call ${calls}`)
    const result = await call()
    if (dies) throw new ProcessDied(`died after call ${calls}`)
    return result
  }
  return {
    url: inner.url,
    changes,
    get calls() {
      return calls
    },
    failFrom(call, when = 'before') {
      calls = 0
      failing = call ?? Infinity
      dyingWhen = when
    },
    get: (key, options) => watch(() => inner.get(key, options)),
    head: (key, options) => watch(() => inner.head(key, options)),
    put: (key, body, options) =>
      watch(() => {
        changes.push(`put ${key}`)
        return inner.put(key, body, options)
      }),
    delete: (key, options) =>
      watch(() => {
        changes.push(`delete ${key}`)
        return inner.delete(key, options)
      }),
    async *list(prefix, options) {
      yield* await watch(() => Array.fromAsync(inner.list(prefix, options)))
    },
    async contents(except = []) {
      const found: Record<string, string> = {}
      for await (const { key } of inner.list()) {
        if (except.some((prefix) => key.startsWith(prefix))) continue
        const object = await inner.get(key)
        const bytes = Buffer.from(await object.bytes()).toString('latin1')
        found[key] = `${JSON.stringify(object.metadata)}\n${bytes}`
      }
      return found
    },
  }
}
