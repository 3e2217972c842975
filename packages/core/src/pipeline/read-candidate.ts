import type { ArchiveLimits, ArchiveSource } from '../archive/archive.js'
import type { RecordCandidate } from '../datasets/choose-records.js'
import { DESCRIPTIONS, traitsOfDescription, traitsOfMetadata, type RecordTrait, type RecordTraits } from '../datasets/record-traits.js'
import { openSource } from './open-source.js'
import { factsOf } from './record-facts.js'
import { recordIdOf } from './survey.js'

export interface ReadCandidateOptions {
  /** Defaults: `DEFAULT_ARCHIVE_LIMITS`. */
  readonly archiveLimits?: Partial<ArchiveLimits> | undefined
}

/**
 * What is known of an archive that may be chosen. Its bytes are read only where the user metadata lacks a trait that is asked for; then its
 * own `metadata.json`, or else its `info.json`, may tell.
 *
 * @throws ArchiveError or DocumentParseError if the archive must be read and cannot be; the source's `fault`.
 */
export async function readCandidate(
  source: ArchiveSource,
  by: readonly RecordTrait[],
  options: ReadCandidateOptions = {},
): Promise<RecordCandidate> {
  if (source.fault) throw source.fault
  const { name: archive, metadata = {} } = source
  const told = traitsOfMetadata(metadata)
  const isTold = by.every((trait) => told[trait] !== undefined)
  const traits = isTold ? told : { ...(await traitsWithin(source, options)), ...told }
  return { archive, recordId: recordIdOf(source), metadata, traits }
}

async function traitsWithin(source: ArchiveSource, { archiveLimits = {} }: ReadCandidateOptions): Promise<RecordTraits> {
  const opened = await openSource(source, archiveLimits)
  const facts = factsOf(opened.source, opened.open(), {})
  const traits: RecordTraits = {}
  for (const name of DESCRIPTIONS.toReversed()) {
    const path = facts.paths.find((candidate) => candidate === name) ?? facts.paths.find((candidate) => candidate.endsWith(`/${name}`))
    if (path !== undefined) Object.assign(traits, traitsOfDescription(await facts.json(path)))
  }
  return traits
}
