import { OptionError, type DatasetOverrides } from '@bridge-downstream/core'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * Read a file of overrides, by dataset and path.
 *
 * @param file as it was given; undefined gives no overrides.
 * @throws OptionError `bad-overrides` if it cannot be read or is of another form.
 */
export async function readOverrides(file: string | undefined, cwd: string): Promise<DatasetOverrides> {
  if (file === undefined) return {}
  const name = JSON.stringify(path.basename(file))
  const text = await readFile(path.resolve(cwd, file), 'utf8').catch((cause: unknown) => {
    throw new OptionError(`The overrides file ${name} cannot be read`, { code: 'bad-overrides', cause })
  })
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw new OptionError(`The overrides file ${name} is no JSON`, { code: 'bad-overrides', cause })
  }
  if (isRecord(parsed) && Object.values(parsed).every((byPath) => isRecord(byPath) && Object.values(byPath).every(isRecord))) {
    return parsed as DatasetOverrides
  }
  throw new OptionError(`The overrides file ${name} is no object of overrides by dataset and path`, {
    code: 'bad-overrides',
    hint: 'For example {"taskData_v1": {"$.raw": {"json": true}}}.',
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
