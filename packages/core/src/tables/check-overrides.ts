import { OptionError } from '../errors.js'
import type { PlaceOverride } from './place-override.js'

interface Member {
  readonly must: string
  readonly fits: (value: unknown) => boolean
}

const FLAG: Member = { must: 'true or false', fits: (value) => typeof value === 'boolean' }
const NAME: Member = { must: 'a name, as a text that is not empty', fits: (value) => typeof value === 'string' && value !== '' }

const TYPES: Readonly<Record<NonNullable<PlaceOverride['type']>, true>> = {
  string: true,
  number: true,
  integer: true,
  timestamp: true,
  date: true,
}

const MEMBERS: Readonly<Record<keyof PlaceOverride, Member>> = {
  json: FLAG,
  map: FLAG,
  exclude: FLAG,
  rename: NAME,
  type: {
    must: `one of: ${Object.keys(TYPES).join(', ')}`,
    fits: (value) => typeof value === 'string' && Object.hasOwn(TYPES, value),
  },
  pushdown: FLAG,
  alias: NAME,
}

/**
 * Check the overrides of a dataset, which may come from a file: what is no override would plan tables that nobody can read, or do nothing.
 *
 * @throws OptionError `bad-overrides`, with dataset and path.
 */
export function checkPlaceOverrides(overrides: unknown, dataset: string): asserts overrides is Readonly<Record<string, PlaceOverride>> {
  if (!isRecord(overrides)) throw badOverrides('The overrides of a dataset are no object of overrides by path', dataset)
  for (const [path, override] of Object.entries(overrides)) checkOverride(override, JSON.stringify(path), dataset)
}

function checkOverride(override: unknown, path: string, dataset: string): void {
  if (!isRecord(override)) throw badOverrides(`The override at ${path} is no object`, dataset)
  for (const [name, value] of Object.entries(override)) {
    if (!Object.hasOwn(MEMBERS, name)) {
      throw badOverrides(`The override at ${path} has a member ${JSON.stringify(name)}, which there is not`, dataset)
    }
    const { must, fits } = MEMBERS[name as keyof PlaceOverride]
    if (value !== undefined && !fits(value))
      throw badOverrides(`${JSON.stringify(name)} of the override at ${path} must be ${must}`, dataset)
  }
}

function badOverrides(what: string, dataset: string): OptionError {
  const hint = `An override has some of: ${Object.keys(MEMBERS).join(', ')}. For example {"$.raw": {"json": true}}.`
  return new OptionError(what, { code: 'bad-overrides', dataset, hint })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
