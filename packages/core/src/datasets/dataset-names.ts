import { uniqueNames, type NameRequest } from '../names/unique-names.js'

/** The name an entry is known by: the base name of its path. */
export function entryName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** A name without its JSON extension. */
export function stemOf(name: string): string {
  return name.replace(/\.(json|ndjson|jsonl|jl|geojson|geojsonl)$/i, '')
}

/**
 * Identifiers of the datasets that entries of these names make: the name without its JSON extension, and version 1. Where two names make
 * the same identifier (`taskData.json` and an older app's `taskData`), the one with the extension keeps it and the other gets a suffix.
 *
 * @returns identifier by entry name.
 */
export function datasetIdentifiers(entryNames: readonly string[]): Map<string, string> {
  const stems = uniqueNames(entryNames.map(requestName))
  return new Map(entryNames.map((name, i) => [name, `${stems[i]!}_v1`]))
}

/**
 * The name, without a version, of the datasets that entries of this name make, where others have been given already. Of two entries that
 * want one name (also but for case), the first has got it, and the second gets a suffix.
 */
export function nameFamily(entry: string, taken: Iterable<string>): string {
  return uniqueNames([requestName(entry)], taken)[0]!
}

function requestName(name: string): NameRequest {
  const stem = stemOf(name)
  return { identity: name, wanted: stem.replace(/[^A-Za-z0-9_]/g, '_'), preferred: stem !== name }
}
