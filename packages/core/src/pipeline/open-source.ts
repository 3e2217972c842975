import type { ArchiveLimits, ArchiveSource, ReadableArchive } from '../archive/archive.js'
import { openArchive } from '../archive/open-archive.js'
import { scanZip } from '../archive/scan-zip.js'
import { digestHex } from '../names/digest.js'

/** A source whose parts can be read, and which can be read in chunks. */
export type RangedSource = ArchiveSource & Required<Pick<ArchiveSource, 'stream' | 'readRange'>> & { readonly sizeBytes: number }

/** Whether a source can be read without being in memory as a whole. */
export function isRanged(source: ArchiveSource): source is RangedSource {
  return source.stream !== undefined && source.readRange !== undefined && source.sizeBytes !== undefined
}

/** An archive that has been read: into memory, or, where it is a ZIP archive that can be read by ranges, only through. */
export interface OpenedSource {
  /** To be read once more: from memory where it is there. */
  readonly source: ArchiveSource
  /** SHA-256 of the archive's bytes. */
  digest(): string
  /** @throws ArchiveError as `openArchive`, or the source's `fault`. */
  open(): ReadableArchive
}

/**
 * Read an archive, by ranges where its source offers them and it is a ZIP archive. Either way leads to the same findings.
 *
 * @throws what the source throws; OptionError if a limit is out of range.
 */
export async function openSource(source: ArchiveSource, limits: Partial<ArchiveLimits> = {}): Promise<OpenedSource> {
  const opened = await openAnyway(source, limits)
  const { fault } = source
  if (!fault) return opened
  return {
    ...opened,
    open: () => {
      throw fault
    },
  }
}

async function openAnyway(source: ArchiveSource, limits: Partial<ArchiveLimits>): Promise<OpenedSource> {
  const scanned = isRanged(source) ? await scanZip(source, limits) : undefined
  if (scanned) return { source, digest: () => scanned.digest, open: () => scanned.open() }
  const bytes = await source.bytes()
  const { name, recordId, metadata, fault } = source
  return {
    source: { name, recordId, metadata, fault, bytes: async () => bytes },
    digest: () => digestHex(bytes),
    open: () => openArchive(bytes, { name, limits }),
  }
}
