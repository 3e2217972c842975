import type { FingerprintLevel } from '../schema/canonicalize.js'
import type { Schema } from '../schema/schema.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { versionNumber, type DatasetFamily, type DatasetVersion, type VersionEvent } from './dataset-family.js'
import { formatDatasetIdentifier, parseDatasetIdentifier } from './dataset-identifier.js'
import type { Route, RouteRequest } from './route-schema.js'

/**
 * A dataset with a schema taken in, as the route says. What is there stays, in all its versions, but for the one that takes the schema.
 *
 * @param family the dataset that the route leads to; undefined if there is none yet.
 * @param alone what a version is that begins with this schema, where nothing was there to compare it with.
 */
export function changeFamily(
  family: DatasetFamily | undefined,
  route: Extract<Route, { action: 'join' | 'make' }>,
  { entryName, fingerprint }: RouteRequest,
  alone: Schema,
  fingerprintsOf: (schema: Schema) => Readonly<Record<FingerprintLevel, string>>,
): { readonly family: DatasetFamily; readonly version: DatasetVersion } {
  const { reason } = route
  if (route.action === 'join') {
    const { version: before, assessment } = route
    const { verdict, changes, merged } = assessment
    const event: VersionEvent = { fingerprint, reason, verdict, comparedWith: before.dataset, changes }
    const version: DatasetVersion = {
      ...before,
      entries: withName(before.entries, entryName),
      members: withName(before.members, fingerprint),
      ...(changes.length > 0 && { schema: merged, fingerprints: fingerprintsOf(merged), history: [...before.history, event] }),
    }
    return { family: putVersion(family, version), version }
  }
  const { identifier, contract, from } = route
  const schema = from?.assessment.alone ?? alone
  const version: DatasetVersion = {
    dataset: formatDatasetIdentifier(identifier),
    contract,
    entries: [entryName],
    fingerprints: fingerprintsOf(schema),
    members: [fingerprint],
    schema,
    history: [
      {
        fingerprint,
        reason,
        verdict: from?.assessment.verdict ?? 'new',
        comparedWith: from?.version.dataset ?? null,
        changes: from?.assessment.changes ?? [],
      },
    ],
  }
  return { family: putVersion(family, version), version }
}

/** A dataset with this version in the place of the one with its number, if there is one. */
export function putVersion(family: DatasetFamily | undefined, version: DatasetVersion): DatasetFamily {
  const others = family?.versions.filter(({ dataset }) => dataset !== version.dataset) ?? []
  return {
    name: parseDatasetIdentifier(version.dataset).name,
    versions: [...others, version].sort((a, b) => versionNumber(a) - versionNumber(b)),
  }
}

function withName(names: readonly string[], name: string): readonly string[] {
  return names.includes(name) ? names : [...names, name].sort(compareCodeUnits)
}
