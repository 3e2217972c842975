import { ArchiveError } from '../errors.js'

/** A file of which any part can be read, such as an object in a store. */
export interface RangeSource {
  /** For messages. */
  readonly name: string
  readonly sizeBytes: number
  /** @param end Exclusive; at most `sizeBytes`. */
  readRange(start: number, end: number): Promise<Uint8Array>
}

/**
 * Read a part of a file. Nothing is asked for where there is nothing to read.
 *
 * @param end Exclusive.
 * @throws ArchiveError `truncated-archive` if the file gives less, and what `readRange` throws.
 */
export async function readExactly(source: RangeSource, start: number, end: number): Promise<Uint8Array> {
  if (start === end) return new Uint8Array()
  const bytes = await source.readRange(start, end)
  if (bytes.length === end - start) return bytes
  throw new ArchiveError(`The file gave ${bytes.length} of the ${end - start} bytes from byte ${start}`, {
    code: 'truncated-archive',
    archive: source.name,
    hint: 'It was probably replaced while it was read; open it again.',
  })
}
