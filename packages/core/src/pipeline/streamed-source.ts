import type { ArchiveSource } from '../archive/archive.js'
import { formatByStart } from '../archive/open-archive.js'
import { isNamedNdjson } from '../documents/stream-documents.js'

const START_BYTES = 4

/** A source that is read in chunks. */
export type StreamedSource = ArchiveSource & Required<Pick<ArchiveSource, 'stream'>>

/**
 * Whether a source is NDJSON by its name and can be read in chunks: then it is never in memory as a whole, unless it holds something else, or is
 * quarantined for what is known of it.
 */
export function isStreamed(source: ArchiveSource): source is StreamedSource {
  return source.fault === undefined && source.stream !== undefined && isNamedNdjson(source.name)
}

/**
 * The chunks of a source that is NDJSON by its name.
 *
 * @throws what `makeError` makes if it begins as a ZIP archive or gzip does: it is to be opened by its content, whatever its name says.
 */
export async function* readText(source: StreamedSource, makeError: () => Error): AsyncGenerator<Uint8Array, void, undefined> {
  let start = new Uint8Array(0)
  for await (const chunk of source.stream({ mayReuse: true })) {
    if (start.length < START_BYTES) {
      start = Uint8Array.from([...start, ...chunk.subarray(0, START_BYTES - start.length)])
      if (formatByStart(start)) throw makeError()
    }
    yield chunk
  }
}
