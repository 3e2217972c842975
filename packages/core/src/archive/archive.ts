import type { ArchiveError } from '../errors.js'

export interface StreamOptions {
  /** Whoever reads has done with a chunk when the next one is asked for, so a source may use its memory again. Default false. */
  readonly mayReuse?: boolean | undefined
}

/** Bytes with a name: what a study sent, before anyone has looked inside. */
export interface ArchiveSource {
  /** Unique among the sources of a run; a path or a key. */
  readonly name: string
  /** The record this archive belongs to. Default: `metadata.recordid`, else the name. */
  readonly recordId?: string | undefined
  /** User metadata of the object; keys in lower case. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /**
   * What is known to be wrong with it before anyone has looked inside, such as user metadata that cannot be read: it is quarantined for that.
   * Where it is the metadata, leave `metadata` out.
   */
  readonly fault?: ArchiveError | undefined
  /** Reads the bytes. Called once per pass; every call gives the same bytes. */
  bytes(): Promise<Uint8Array>
  /** Reads the same bytes in chunks. Where it is there, NDJSON is never in memory as a whole. */
  stream?(options?: StreamOptions): AsyncIterable<Uint8Array>
  /** How many bytes there are. */
  readonly sizeBytes?: number | undefined
  /**
   * Reads a part of the same bytes. Where it is there, with `stream` and `sizeBytes`, a ZIP archive is never in memory as a whole: its
   * entries are read one by one.
   *
   * @param end Exclusive; at most `sizeBytes`.
   */
  readRange?(start: number, end: number): Promise<Uint8Array>
}

/** Bounds on what an archive may unfold to. They stand between a hostile upload and the machine's memory. */
export interface ArchiveLimits {
  /** Default 10,000; never more than 32,766. */
  readonly maxEntries: number
  /** Uncompressed size of one entry. Default 512 MiB. */
  readonly maxEntryBytes: number
  /** Uncompressed size of all entries together. Default 2 GiB. */
  readonly maxTotalBytes: number
  /** Uncompressed size over compressed size, for entries larger than 1 MiB. Default 250. */
  readonly maxRatio: number
}

export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = {
  maxEntries: 10_000,
  maxEntryBytes: 512 * 1024 ** 2,
  maxTotalBytes: 2 * 1024 ** 3,
  maxRatio: 250,
}

/** One file in an archive. */
export interface ArchiveEntry {
  /** Path as the archive spells it, with `/` between folders. For a plain or gzip file: the file's own base name (without `.gz`). */
  readonly path: string
  /** Place among the archive's entries, ordered by path (then by place in the archive), from 0. Part of every id. */
  readonly ordinal: number
  readonly isDirectory: boolean
  /** Uncompressed size as the archive declares it; undefined where it does not (gzip). */
  readonly sizeBytes: number | undefined
  /**
   * Inflates and checks the entry.
   *
   * @throws ArchiveError if the entry breaks a limit, is encrypted, truncated or damaged, or has an unsafe path.
   */
  read(): Uint8Array
}

/** An entry whose bytes may have to be fetched. */
export interface ReadableEntry extends Omit<ArchiveEntry, 'read'> {
  /** As `ArchiveEntry.read`, at once or later. */
  read(): Uint8Array | Promise<Uint8Array>
}

export type ArchiveFormat = 'zip' | 'gzip' | 'plain'

/** An archive whose entries may have to be fetched. */
export interface ReadableArchive {
  readonly format: ArchiveFormat
  /** In the order of `ordinal`. */
  readonly entries: readonly ReadableEntry[]
}

export interface Archive extends ReadableArchive {
  readonly entries: readonly ArchiveEntry[]
}
