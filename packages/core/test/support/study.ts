import { bridgePreset, type ExamineOptions, type UnpackSource } from '@bridge-downstream/core'
import { zipSync } from 'fflate'

/** Entries of an archive by path; anything but bytes and text is written as JSON. */
export type Entries = Readonly<Record<string, unknown>>

export const EXAMINE: ExamineOptions = { preset: bridgePreset() }

/** One archive of a small study: `version` tells the source's version, and is the digest of nothing but itself. */
export function archiveOf(name: string, entries: Entries, metadata: Readonly<Record<string, string>> = {}, version = '1'): UnpackSource {
  const files = Object.entries(entries).map(([path, content]) => [path, toBytes(content)] as const)
  const bytes = zipSync(Object.fromEntries(files), { mtime: '1999-12-31' })
  const recordid = name.replace(/\.zip$/, '')
  const all = { recordid, assessmentid: 'walk', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z', ...metadata }
  return { name, version, open: async () => ({ name, metadata: all, bytes: async () => bytes }) }
}

function toBytes(content: unknown): Uint8Array {
  if (content instanceof Uint8Array) return content
  return new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content))
}

/** Archives `000.zip`, `001.zip`, …: three days, two assessments, arrays, a field that not all have, and a bad one now and then. */
export function smallStudy(archives: number): UnpackSource[] {
  return Array.from({ length: archives }, (_, i) => {
    const name = `${String(i).padStart(3, '0')}.zip`
    const metadata = { assessmentid: i % 2 === 0 ? 'walk' : 'spell', uploadedon: `2024-01-0${1 + (i % 3)}T10:00:00Z` }
    if (i % 7 === 5) return archiveOf(name, { 'motion.json': [{ t: i }], 'bad.json': '{"t":' }, metadata)
    const motion = [
      { t: i, at: { x: 0.5, y: i } },
      { t: i + 1, ...(i % 4 === 0 ? { note: `n${i}` } : {}) },
    ]
    return archiveOf(
      name,
      { 'motion.json': motion, 'task.json': { steps: [{ id: `s${i}`, marks: [1, 2] }], done: true }, 'a.png': 'PNG' },
      metadata,
    )
  })
}
