import { OptionError } from '@bridge-downstream/core'
import path from 'node:path'

/**
 * Take what a file holds for what it should be.
 *
 * @param what names the file in errors, such as `overrides file`.
 * @param take throws an OptionError for what it cannot take; the error then names the file too.
 */
export function inFile<T>(file: string, what: string, take: () => T): T {
  try {
    return take()
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    const { code, place, hint } = error
    const name = JSON.stringify(path.basename(file))
    throw new OptionError(`The ${what} ${name} cannot be used: ${error.what}`, { code, ...place, hint, cause: error })
  }
}
