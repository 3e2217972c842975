import { OptionError } from '@bridge-downstream/core'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * Read a JSON file that an option names.
 *
 * @param what names the file in errors, such as `overrides file`.
 * @throws OptionError `unreadable-file` if it cannot be read or is no JSON.
 */
export async function readJsonFile(file: string, what: string, cwd: string): Promise<unknown> {
  const name = JSON.stringify(path.basename(file))
  const text = await readFile(path.resolve(cwd, file), 'utf8').catch((cause: unknown) => {
    throw new OptionError(`The ${what} ${name} cannot be read`, { code: 'unreadable-file', hint: 'Check the path.', cause })
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new OptionError(`The ${what} ${name} is no JSON`, { code: 'unreadable-file', cause })
  }
}
