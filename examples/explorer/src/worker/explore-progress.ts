import type { EntryProgress } from '@bridge-downstream/core'
import type { ExploreProgress, InputFile } from './messages.ts'

/** Every archive is read three times: for its schema, for the plan, and to write its tables, which takes about as long as three readings. */
const WEIGHTS = [1, 1, 3] as const
const ALL = WEIGHTS.reduce<number>((sum, weight) => sum + weight, 0)
/** Reports that come closer together than this are left out. */
const INTERVAL_MS = 50

/** Draws one number from what is known of a run: which archive is being read how often, and how far. */
export class ProgressMeter {
  readonly #report: (progress: ExploreProgress) => void
  /** Bytes before each archive, in the order in which they are read. */
  readonly #before = new Map<string, { readonly bytes: number; readonly size: number; readings: number }>()
  #total = 0
  #fraction = 0
  #reportedAt = -Infinity

  constructor(files: readonly InputFile[], report: (progress: ExploreProgress) => void) {
    this.#report = report
    for (const { name, blob } of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      this.#before.set(name, { bytes: this.#total, size: blob.size, readings: 0 })
      this.#total += blob.size
    }
  }

  /** An archive is read once more. */
  begin(archive: string): void {
    this.#before.get(archive)!.readings++
    this.#move(archive, 0)
  }

  entry({ archive, entry, entries, total }: EntryProgress): void {
    this.#move(archive, entries / total, entry)
  }

  /** So many bytes of an archive have been read that is read as a stream. */
  bytes(archive: string, bytes: number): void {
    this.#move(archive, bytes / Math.max(1, this.#before.get(archive)!.size))
  }

  #move(archive: string, within: number, entry?: string): void {
    const { bytes, size, readings } = this.#before.get(archive)!
    const pass = Math.min(readings, WEIGHTS.length) - 1
    const passed = WEIGHTS.slice(0, pass).reduce<number>((sum, weight) => sum + weight, 0)
    const share = (bytes + size * within) / Math.max(1, this.#total)
    this.#fraction = Math.max(this.#fraction, Math.min(1, (passed + WEIGHTS[pass]! * share) / ALL))
    const now = performance.now()
    if (now - this.#reportedAt < INTERVAL_MS) return
    this.#reportedAt = now
    this.#report({ phase: pass < WEIGHTS.length - 1 ? 'schemas' : 'tables', fraction: this.#fraction, archive, entry })
  }
}
