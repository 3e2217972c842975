import { StoreError } from '@bridge-downstream/core/store'

const PASSING = new Set(['EAGAIN', 'EBUSY', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ESTALE', 'ETIMEDOUT'])

/** The code of an error of the file system, such as `ENOENT`. */
export function fsCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Run an action on files; what the file system refuses becomes a StoreError `unavailable`. */
export async function withStoreErrors<T>(key: string | undefined, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    const code = fsCode(error)
    if (!(error instanceof Error) || !('syscall' in error) || code === undefined) throw error
    throw new StoreError(`The file system refused ${String(error.syscall)} (${code})`, {
      code: 'unavailable',
      key,
      cause: error,
      retryable: PASSING.has(code),
    })
  }
}

/** Run an action on a file; undefined if one of these errors says that there is nothing to act on. */
export async function unlessMissing<T>(action: Promise<T>, codes: readonly string[] = ['ENOENT', 'ENOTDIR']): Promise<T | undefined> {
  try {
    return await action
  } catch (error) {
    if (codes.includes(fsCode(error) ?? '')) return undefined
    throw error
  }
}
