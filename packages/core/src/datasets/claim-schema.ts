import type { ArchiveMap, SchemasByName } from './archive-map.js'
import { archiveSchemaUrl } from './schema-url.js'

/** The JSON Schema that an entry is to satisfy, and who says so. */
export interface SchemaClaim {
  /** URL; `archive:///{path}` for a schema that is an entry of the archive itself. */
  readonly url: string
  readonly from: 'manifest' | 'assessment' | 'app' | 'any'
}

export interface ClaimContext {
  readonly archiveMap: ArchiveMap | undefined
  /** References by file name, from the archive's manifest. */
  readonly manifest: ReadonlyMap<string, string>
  /** Paths of the archive's entries. */
  readonly paths: readonly string[]
  readonly app: string | undefined
  readonly assessment: string | undefined
  readonly revision: number | undefined
}

/**
 * The schema that an entry claims, first hit wins: the archive's manifest; the archive map's files for the assessment, at its highest
 * revision that is not above the record's; those for the app; those for any archive.
 *
 * @param names the entry's path, then the names it is known by; all places are searched for one name before the next.
 * @returns undefined if nobody says anything, or what is said is the name of a file that is not in the archive.
 */
export function claimSchema(names: readonly string[], context: ClaimContext): SchemaClaim | undefined {
  for (const name of names) {
    const claim = claimByName(name, context)
    if (claim) return claim
  }
  return undefined
}

function claimByName(name: string, context: ClaimContext): SchemaClaim | undefined {
  const declared = context.manifest.get(name)
  const url = declared === undefined ? undefined : resolveReference(declared, context.paths)
  if (url !== undefined) return { url, from: 'manifest' }
  const { archiveMap, app } = context
  if (!archiveMap) return undefined
  const places: [SchemaClaim['from'], SchemasByName | undefined][] = [
    ['assessment', filesOfAssessment(archiveMap, context)],
    ['app', app === undefined ? undefined : archiveMap.apps.get(app)],
    ['any', archiveMap.any],
  ]
  for (const [from, files] of places) {
    const found = files?.get(name)
    if (found !== undefined) return { url: found, from }
  }
  return undefined
}

function filesOfAssessment({ assessments }: ArchiveMap, { assessment, revision }: ClaimContext): SchemasByName | undefined {
  if (assessment === undefined || revision === undefined) return undefined
  const candidates = assessments.filter((candidate) => candidate.identifier === assessment && candidate.revision <= revision)
  return candidates.sort((a, b) => b.revision - a.revision)[0]?.files
}

/** A reference in a manifest is a URL, or the name of an entry. */
function resolveReference(reference: string, paths: readonly string[]): string | undefined {
  const path = paths.find((candidate) => candidate === reference) ?? paths.find((candidate) => candidate.endsWith(`/${reference}`))
  if (path !== undefined) return archiveSchemaUrl(path)
  return URL.canParse(reference) ? reference : undefined
}
