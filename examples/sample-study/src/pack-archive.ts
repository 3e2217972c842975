import { zipSync } from 'fflate'

import type { ArchiveEntry } from './archive-entry.ts'
import { renderJson } from './json.ts'
import type { Platform } from './participant.ts'

/** The bytes of each entry by its path; a path that ends with `/` is a directory. */
export type ArchiveFiles = Map<string, Uint8Array>

// ZIP keeps local time without a zone, so a date built from local fields gives the same bytes in every time zone.
const MODIFIED = new Date(2024, 0, 1, 12)

/** Render entries to bytes, with JSON written as the platform would. */
export function renderEntries(platform: Platform, entries: readonly ArchiveEntry[]): ArchiveFiles {
  return new Map(entries.map((entry) => [entry.path, renderEntry(platform, entry)]))
}

function renderEntry(platform: Platform, entry: ArchiveEntry): Uint8Array {
  if (entry.kind === 'directory') return new Uint8Array(0)
  if (entry.kind === 'bytes') return entry.bytes
  return new TextEncoder().encode(renderJson(platform, entry.value))
}

/** Pack files into a ZIP whose bytes depend on nothing but the files. */
export function packArchive(files: ArchiveFiles): Uint8Array {
  const levels = [...files].map(([path, bytes]): [string, [Uint8Array, { level: 0 | 6 }]] => [
    path,
    [bytes, { level: isStored(path) ? 0 : 6 }],
  ])
  return zipSync(Object.fromEntries(levels), { mtime: MODIFIED })
}

function isStored(path: string): boolean {
  return path.endsWith('/') || path.endsWith('.png')
}
