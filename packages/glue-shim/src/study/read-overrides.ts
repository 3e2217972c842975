import { checkOverrides, type DatasetOverrides } from '@bridge-downstream/core'
import { inFile } from './in-file.js'
import { readJsonFile } from './read-json-file.js'

/**
 * Read a file of overrides, by dataset and path.
 *
 * @param file as it was given; undefined gives no overrides.
 * @throws OptionError `unreadable-file` if it cannot be read, `bad-overrides` if it is of another form.
 */
export async function readOverrides(file: string | undefined, cwd: string): Promise<DatasetOverrides> {
  if (file === undefined) return {}
  const parsed = await readJsonFile(file, 'overrides file', cwd)
  return inFile(file, 'overrides file', () => {
    checkOverrides(parsed)
    return parsed
  })
}
