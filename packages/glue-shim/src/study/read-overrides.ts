import { OptionError, type DatasetOverrides } from '@bridge-downstream/core'
import path from 'node:path'
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
  if (isRecord(parsed) && Object.values(parsed).every((byPath) => isRecord(byPath) && Object.values(byPath).every(isRecord))) {
    return parsed as DatasetOverrides
  }
  throw new OptionError(`The overrides file ${JSON.stringify(path.basename(file))} is no object of overrides by dataset and path`, {
    code: 'bad-overrides',
    hint: 'For example {"taskData_v1": {"$.raw": {"json": true}}}.',
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
