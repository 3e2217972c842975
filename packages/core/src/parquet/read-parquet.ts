import type * as Hyparquet from 'hyparquet'
import type { AsyncBuffer } from 'hyparquet'
import { ArchiveError, OptionError } from '../errors.js'

/** What is wrong with a file whose footer cannot be read. */
export const NO_PARQUET = 'This is no Parquet file, or it was cut off'

/**
 * Read something by hyparquet: what it throws of a file that is no good says neither which one, nor what to do.
 *
 * @param name of the file, for messages.
 * @param fault what is wrong if it cannot be read.
 * @throws ArchiveError `bad-parquet`; what reading a range throws, as it is.
 */
export async function readParquet<T>(
  file: AsyncBuffer,
  name: string | undefined,
  fault: string,
  read: (file: AsyncBuffer, hyparquet: typeof Hyparquet) => Promise<T>,
): Promise<T> {
  // Its modules are half of what core would load, and writing needs none of them.
  const hyparquet = await import('hyparquet')
  let failure: { readonly error: unknown } | undefined
  const slice = async (start: number, end?: number): Promise<ArrayBuffer> => {
    try {
      return await file.slice(start, end)
    } catch (error) {
      failure = { error }
      throw error
    }
  }
  try {
    return await read({ byteLength: file.byteLength, slice }, hyparquet)
  } catch (cause) {
    if (failure) throw failure.error
    if (cause instanceof OptionError) throw cause
    throw new ArchiveError(fault, { code: 'bad-parquet', archive: name, cause, hint: 'Run again what has written it.' })
  }
}
