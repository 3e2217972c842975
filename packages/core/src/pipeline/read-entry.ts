import type { ArchiveFormat, ReadableEntry } from '../archive/archive.js'
import { beginsAsJson, isNamedJson } from '../documents/read-documents.js'
import { isNamedNdjson } from '../documents/stream-documents.js'
import { ArchiveError, BridgeDownstreamError, LedgerError, OptionError, SchemaError, StoreError } from '../errors.js'
import type { ExamineOptions } from './examine-options.js'

/** An entry's bytes, which are JSON, or why it has no documents. */
export type EntryContent =
  { readonly outcome: 'json'; readonly bytes: Uint8Array } | { readonly outcome: 'skipped'; readonly code: string; readonly reason: string }

/**
 * Open an entry. Whether it holds JSON is told by its name or else by its first character; entries that are not JSON are skipped, with
 * the reason.
 *
 * @throws ArchiveError if the entry cannot be read, or a plain file is neither ZIP, gzip nor JSON.
 */
export async function readEntry(entry: ReadableEntry, archive: string, format: ArchiveFormat): Promise<EntryContent> {
  if (entry.isDirectory) return { outcome: 'skipped', code: 'directory', reason: 'a folder' }
  const bytes = await entry.read()
  if (bytes.length === 0 && format !== 'plain') return { outcome: 'skipped', code: 'empty', reason: 'empty' }
  // NDJSON without a line is whole; any other JSON text is not, if it has no byte.
  const mayBeJson = bytes.length === 0 ? isNamedNdjson(entry.path) : isNamedJson(entry.path) || beginsAsJson(bytes)
  if (mayBeJson) return { outcome: 'json', bytes }
  if (format === 'zip') return { outcome: 'skipped', code: 'not-json', reason: 'not JSON, by its name and its first character' }
  throw new ArchiveError(bytes.length === 0 ? 'The file is empty' : 'The file is neither a ZIP archive, nor gzip, nor JSON', {
    code: bytes.length === 0 ? 'empty-archive' : 'not-an-archive',
    archive,
    entry: entry.path,
    hint: 'Look at what was uploaded; an error page instead of the data is the usual case.',
  })
}

/**
 * Whether a failure is the input's: only those are quarantined. A bad option fails the start; a store that fails says nothing of what it
 * holds; and anything else ends the run.
 */
export function isInputFault(error: unknown): error is BridgeDownstreamError {
  const isOther = error instanceof OptionError || error instanceof LedgerError || error instanceof StoreError
  return error instanceof BridgeDownstreamError && !isOther
}

/** Whether an archive or entry is to be quarantined for a failure. */
export function isFinding(error: unknown, { whenUnavailable }: Pick<ExamineOptions, 'whenUnavailable'>): error is BridgeDownstreamError {
  return isInputFault(error) && !(whenUnavailable === 'throw' && error instanceof SchemaError && error.retryable)
}
