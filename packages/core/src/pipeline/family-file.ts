import { CONTRACTS, ROUTE_REASONS, type DatasetFamily, type DatasetVersion, type VersionEvent } from '../datasets/dataset-family.js'
import { parseDatasetIdentifier, readDatasetIdentifier } from '../datasets/dataset-identifier.js'
import { BridgeDownstreamError, RegistryError } from '../errors.js'
import { decodeUtf8 } from '../json/decode-utf8.js'
import { constantShape, fail, listShape, nullableShape, objectShape, textShape, type JsonShape } from '../json/json-shape.js'
import type { JsonValue } from '../json/json-value.js'
import { parseJson } from '../json/parse-json.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import type { FingerprintLevel } from '../schema/canonicalize.js'
import { SCHEMA_CHANGE_CODES, type SchemaChange } from '../schema/compare-changes.js'
import { fingerprint } from '../schema/fingerprint.js'
import type { Schema } from '../schema/schema.js'
import { schemaShape } from '../schema/schema-shape.js'
import { structureOnly } from '../schema/structure-only.js'

interface FamilyFile extends DatasetFamily {
  readonly format: typeof FORMAT
}

const FORMAT = 1
/**
 * The deepest schema that a file holds, in containers of a document. Each is up to four of the file, of which the parser takes 1,000 inside
 * each other.
 */
export const MAX_SCHEMA_DEPTH = 240
const BRING_BACK = 'Bring back an older copy, or move it away to begin the dataset anew.'
const USE_LATER = 'A later version of this library has written it: use that one.'

type Steps = readonly (string | number)[]

const changeShape = objectShape<SchemaChange>({
  path: textShape,
  change: constantShape(...SCHEMA_CHANGE_CODES),
  effect: constantShape('none', 'evolves', 'forks'),
  reason: textShape,
})

const eventShape = objectShape<VersionEvent>({
  fingerprint: fingerprintShape('exact'),
  reason: constantShape(...ROUTE_REASONS),
  verdict: constantShape('new', 'same', 'evolves', 'forks'),
  comparedWith: nullableShape(identifierShape),
  changes: listShape(changeShape),
})

const versionShape = objectShape<DatasetVersion>({
  dataset: identifierShape,
  contract: constantShape(...CONTRACTS),
  entries: namesShape(textShape),
  fingerprints: objectShape<DatasetVersion['fingerprints']>({
    labels: fingerprintShape('labels'),
    shape: fingerprintShape('shape'),
    exact: fingerprintShape('exact'),
  }),
  members: namesShape(fingerprintShape('exact')),
  schema: schemaShape,
  history: listShape(eventShape),
})

const fileShape = objectShape<FamilyFile>({ format: constantShape(FORMAT), name: textShape, versions: listShape(versionShape) })

/** A dataset as one file of the registry: JSON, a version a line. Equal datasets have equal bytes. */
export function formatFamily({ name, versions }: DatasetFamily): Uint8Array {
  const lines = versions.map((version) => JSON.stringify(version))
  return new TextEncoder().encode(`{"format":${FORMAT},"name":${JSON.stringify(name)},"versions":[\n${lines.join(',\n')}\n]}\n`)
}

/**
 * Read one file of the registry, and hold it against itself: names, numbers, fingerprints.
 *
 * @param key of the object, for errors.
 * @throws RegistryError `damaged-registry`, with the key and the pointer of what is wrong.
 */
export function parseFamily(bytes: Uint8Array, key: string): DatasetFamily {
  try {
    const { name, versions } = fileShape(parseJson(decodeUtf8(bytes)), [])
    versions.forEach((version, i) => checkVersion(version, name, ['versions', i]))
    const numbers = versions.map(({ dataset }) => parseDatasetIdentifier(dataset).version)
    if (numbers.length === 0) fail('Expected at least one version', ['versions'])
    const at = numbers.findIndex((number, i) => i > 0 && number <= numbers[i - 1]!)
    if (at > 0) fail('The versions do not stand in the order of their numbers', ['versions', at])
    return { name, versions: versions.map((version) => ({ ...version, schema: structureOnly(version.schema) })) }
  } catch (error) {
    if (!(error instanceof BridgeDownstreamError)) throw error
    throw new RegistryError(`A file of the registry cannot be used: ${error.what}`, {
      code: 'damaged-registry',
      ...error.place,
      key,
      hint: `It is left as it is. ${error.place.pointer === '/format' ? USE_LATER : BRING_BACK}`,
      cause: error,
    })
  }
}

function checkVersion({ dataset, schema, fingerprints, members, entries, history }: DatasetVersion, name: string, steps: Steps): void {
  if (parseDatasetIdentifier(dataset).name !== name) fail('The version belongs to a dataset of another name', [...steps, 'dataset'])
  for (const level of ['labels', 'shape', 'exact'] as const) {
    if (fingerprints[level] !== fingerprint(schema, level))
      fail('The fingerprint is not that of the schema', [...steps, 'fingerprints', level])
  }
  if (entries.length === 0) fail('Expected at least one entry name', [...steps, 'entries'])
  const stranger = history.findIndex((event) => !members.includes(event.fingerprint))
  if (stranger >= 0) fail('The schema is not among the members', [...steps, 'history', stranger, 'fingerprint'])
}

function identifierShape(value: JsonValue, steps: Steps): string {
  const text = textShape(value, steps)
  return readDatasetIdentifier(text) ? text : fail('Expected an identifier of a dataset, such as Name_v1', steps)
}

function fingerprintShape(level: FingerprintLevel): JsonShape<string> {
  const pattern = new RegExp(`^fp1:${level}:[0-9a-f]{64}$`)
  return (value, steps) => {
    const text = textShape(value, steps)
    return pattern.test(text) ? text : fail(`Expected a fingerprint fp1:${level}:…`, steps)
  }
}

/** A set of names, in whatever order somebody has written them. */
function namesShape(shape: JsonShape<string>): JsonShape<readonly string[]> {
  return (value, steps) => [...new Set(listShape(shape)(value, steps))].sort(compareCodeUnits)
}

/** All fingerprints of a schema. */
export function fingerprintsOf(schema: Schema): Readonly<Record<FingerprintLevel, string>> {
  return { labels: fingerprint(schema, 'labels'), shape: fingerprint(schema, 'shape'), exact: fingerprint(schema, 'exact') }
}
