import type { ArchiveSource } from '../archive/archive.js'
import { isNamedNdjson } from '../documents/stream-documents.js'

/** A source that is read in chunks. */
export type StreamedSource = ArchiveSource & Required<Pick<ArchiveSource, 'stream'>>

/** Whether a source is NDJSON by its name and can be read in chunks: then it is never in memory as a whole. */
export function isStreamed(source: ArchiveSource): source is StreamedSource {
  return source.stream !== undefined && isNamedNdjson(source.name)
}
