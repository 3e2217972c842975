import { ArchiveError, type ArchiveSource } from '@bridge-downstream/core'
import { readFile } from 'node:fs/promises'
import { reading } from './reading.js'

export const METADATA_SUFFIX = '.metadata.json'

/** Where the user metadata of an archive stands; undefined for a name that has no extension to replace. */
export function metadataPath(file: string): string | undefined {
  const beside = file.replace(/\.[^./\\]*$/, '') + METADATA_SUFFIX
  return beside === file ? undefined : beside
}

/**
 * The user metadata that stands beside an archive's file. A file that is no JSON object of strings is the archive's fault, and of no other.
 *
 * @param file path of the archive.
 * @param name as it is shown.
 */
export async function readMetadata(file: string, name: string): Promise<Pick<ArchiveSource, 'metadata' | 'fault'>> {
  const beside = metadataPath(file)
  if (beside === undefined) return {}
  const shown = metadataPath(name)!
  const text = await reading(shown, () => readFile(beside, 'utf8').catch(unlessMissing))
  if (text === undefined) return {}
  const metadata = parseMetadata(text)
  if (metadata) return { metadata }
  return {
    fault: new ArchiveError(`The metadata file ${JSON.stringify(shown)} is no JSON object of strings`, {
      code: 'bad-metadata',
      archive: name,
      hint: 'It holds the user metadata of the archive beside it, such as {"recordid": "…"}.',
    }),
  }
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

function parseMetadata(text: string): Record<string, string> | undefined {
  let parsed: unknown
  try {
    // Editors of some systems put a byte order mark first.
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined
  const entries = Object.entries(parsed)
  const isOfText = entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
  return isOfText ? Object.fromEntries(entries.map(([key, value]) => [key.toLowerCase(), value])) : undefined
}
