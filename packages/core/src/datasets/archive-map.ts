import { OptionError } from '../errors.js'
import { formatPointer } from '../names/place.js'

/** JSON Schemas by name of the entry; undefined where a file is named without one. */
export type SchemasByName = ReadonlyMap<string, string | undefined>

/** Which JSON Schema each file of an archive has, as the apps' developers declare it (mobile-client-json). */
export interface ArchiveMap {
  readonly assessments: readonly AssessmentFiles[]
  /** By app id. What an app says of any archive overrides its defaults. */
  readonly apps: ReadonlyMap<string, SchemasByName>
  /** For every archive. */
  readonly any: SchemasByName
}

export interface AssessmentFiles {
  readonly identifier: string
  readonly revision: number
  readonly files: SchemasByName
}

/**
 * Read an archive map. Takes every shape of v4.2 to v4.7.2: `allOf` where later ones say `anyOf`, one default or a list of them.
 *
 * @param json the parsed file. Keys that are not known are passed over, but one that is must be there.
 * @throws OptionError `bad-archive-map` with the pointer of what is wrong.
 */
export function parseArchiveMap(json: unknown): ArchiveMap {
  const map = objectAt(json, [])
  if (!PARTS.some((part) => Object.hasOwn(map, part))) fail([], `one of ${PARTS.join(', ')}`)
  return {
    assessments: listAt(map['assessments'], ['assessments']).map((item, i) => parseAssessment(item, ['assessments', i])),
    apps: new Map(listAt(map['apps'], ['apps']).map((item, i) => parseApp(item, ['apps', i]))),
    any: filesOfAny(map, []),
  }
}

/** What an archive map is made of; `allOf` is that of v4.2. */
const PARTS = ['anyOf', 'allOf', 'assessments', 'apps'] as const

type Steps = readonly (string | number)[]

function parseAssessment(json: unknown, at: Steps): AssessmentFiles {
  const assessment = objectAt(json, at)
  const revision = assessment['assessmentRevision']
  if (!Number.isInteger(revision)) fail([...at, 'assessmentRevision'], 'a whole number')
  return {
    identifier: stringAt(assessment['assessmentIdentifier'], [...at, 'assessmentIdentifier']),
    revision: Number(revision),
    files: new Map(filesAt(assessment['files'], [...at, 'files'])),
  }
}

function parseApp(json: unknown, at: Steps): [string, SchemasByName] {
  const app = objectAt(json, at)
  const { default: defaults } = app
  // Up to v4.4.2 there is one default, later a list of them.
  const list = Array.isArray(defaults) || defaults === undefined ? listAt(defaults, [...at, 'default']) : [defaults]
  const files = list.flatMap((item, i) => {
    const place = [...at, 'default', ...(Array.isArray(defaults) ? [i] : [])]
    return filesAt(objectAt(item, place)['files'], [...place, 'files'])
  })
  return [stringAt(app['appId'], [...at, 'appId']), new Map([...files, ...filesOfAny(app, at)])]
}

/** v4.2 says `allOf`. */
function filesOfAny(json: Readonly<Record<string, unknown>>, at: Steps): SchemasByName {
  return new Map(['allOf', 'anyOf'].flatMap((key) => filesAt(json[key], [...at, key])))
}

function filesAt(json: unknown, at: Steps): [string, string | undefined][] {
  return listAt(json, at).map((item, i) => {
    const file = objectAt(item, [...at, i])
    const { jsonSchema } = file
    const schema = jsonSchema === undefined || jsonSchema === null ? '' : stringAt(jsonSchema, [...at, i, 'jsonSchema'])
    return [stringAt(file['filename'], [...at, i, 'filename']), schema === '' ? undefined : schema]
  })
}

function objectAt(json: unknown, at: Steps): Readonly<Record<string, unknown>> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Readonly<Record<string, unknown>>
  return fail(at, 'an object')
}

function listAt(json: unknown, at: Steps): readonly unknown[] {
  if (json === undefined || json === null) return []
  return Array.isArray(json) ? json : fail(at, 'a list')
}

function stringAt(json: unknown, at: Steps): string {
  return typeof json === 'string' ? json : fail(at, 'a text')
}

function fail(at: Steps, expected: string): never {
  throw new OptionError(`The archive map should have ${expected} here`, {
    code: 'bad-archive-map',
    pointer: formatPointer(at),
    hint: 'It is the file archive-map.json of a version of mobile-client-json.',
  })
}
