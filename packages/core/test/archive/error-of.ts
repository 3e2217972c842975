import { ArchiveError } from '../../src/errors.js'

/** The code of the ArchiveError that `action` throws; `none` if it throws nothing. Other errors pass. */
export function codeOf(action: () => unknown): string {
  return errorOf(action)?.code ?? 'none'
}

/** The ArchiveError that `action` throws. Other errors pass. */
export function errorOf(action: () => unknown): ArchiveError | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof ArchiveError) return error
    throw error
  }
}
