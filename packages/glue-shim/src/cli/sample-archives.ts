import {
  ArchiveError,
  chooseRecords,
  DocumentParseError,
  inferDatasets,
  readCandidate,
  type BridgeDownstreamError,
  type RecordCandidate,
  type RecordGroup,
  type RecordTrait,
} from '@bridge-downstream/core'
import type { FoundArchive, WholeArchive } from './find-candidates.js'
import { explainChoice } from './explain-choice.js'

/** How many archives are looked at at once: that waits for the store most of the time. */
const AT_ONCE = 8

/** Archives that stand for all others, each with why. As JSON it is the sample's account. */
export interface Sample {
  readonly version: 1
  /** What archives are told apart by. */
  readonly by: readonly RecordTrait[]
  readonly archives: { readonly total: number; readonly chosen: number; readonly passedOver: number; readonly leftOut: number }
  readonly chosen: readonly ChosenArchive[]
  readonly leftOut: readonly LeftOutArchive[]
}

export interface ChosenArchive {
  readonly archive: string
  /** Of the copy; absent where none was made. */
  readonly key?: string
  readonly recordId: string
  /** The value of each trait; null where neither user metadata nor archive tells. */
  readonly traits: Readonly<Partial<Record<RecordTrait, string | null>>>
  readonly because: string
  /** How many archives have these traits, this one among them. */
  readonly candidates: number
}

/** An archive that cannot be read. */
export interface LeftOutArchive {
  readonly archive: string
  readonly entry?: string
  readonly code: string
  readonly reason: string
}

interface FoundCandidate extends RecordCandidate {
  readonly found: FoundArchive
}

export interface SampleOptions {
  readonly by: readonly RecordTrait[]
  readonly signal: AbortSignal
  readonly onArchive: (count: number) => void
  /** Copies an archive that is chosen. @returns the copy's key. */
  readonly copy?: ((archive: WholeArchive) => Promise<string>) | undefined
}

/**
 * Choose one archive for each combination of traits. The one that is chosen has been read to its end: where it is bad, it is left out, and
 * the next of its group takes its place. Others are read only where their user metadata does not tell their traits.
 *
 * @throws StoreError if a store fails; nothing else that is wrong with an archive ends the choice.
 */
export async function sampleArchives(found: readonly FoundArchive[], options: SampleOptions): Promise<Sample> {
  const leftOut: LeftOutArchive[] = []
  const candidates = await readCandidates(found, leftOut, options)
  const chosen: ChosenArchive[] = []
  for (const group of chooseRecords(candidates, options.by)) {
    const why = await takeFirst(group, leftOut, options)
    if (why) chosen.push(why)
  }
  leftOut.sort((a, b) => (a.archive < b.archive ? -1 : 1))
  const bad = new Set(leftOut.map(({ archive }) => archive)).size
  const archives = { total: found.length, chosen: chosen.length, passedOver: found.length - chosen.length - bad, leftOut: bad }
  return { version: 1, by: options.by, archives, chosen, leftOut }
}

async function readCandidates(
  found: readonly FoundArchive[],
  leftOut: LeftOutArchive[],
  { by, signal, onArchive }: SampleOptions,
): Promise<FoundCandidate[]> {
  const candidates: FoundCandidate[] = []
  for (let i = 0; i < found.length; i += AT_ONCE) {
    signal.throwIfAborted()
    const batch = found.slice(i, i + AT_ONCE)
    const read = await Promise.all(batch.map((archive) => readOne(archive, by)))
    for (const one of read) {
      if ('found' in one) candidates.push(one)
      else leftOut.push(one)
    }
    onArchive(i + batch.length)
  }
  return candidates
}

async function readOne(found: FoundArchive, by: readonly RecordTrait[]): Promise<FoundCandidate | LeftOutArchive> {
  try {
    return { ...(await readCandidate(await found.open(), by)), found }
  } catch (error) {
    if (!isFaultOfArchive(error)) throw error
    return {
      archive: found.name,
      ...(error.place.entry === undefined ? {} : { entry: error.place.entry }),
      code: error.code,
      reason: error.reason,
    }
  }
}

async function takeFirst(
  group: RecordGroup<FoundCandidate>,
  leftOut: LeftOutArchive[],
  { signal, copy }: SampleOptions,
): Promise<ChosenArchive | undefined> {
  for (const [i, { archive, recordId, found }] of group.candidates.entries()) {
    signal.throwIfAborted()
    const source = await found.open()
    const faults = await faultsOf(source)
    leftOut.push(...faults)
    if (faults.length > 0) continue
    const good = group.candidates.slice(i)
    const traits = Object.fromEntries([...group.traits].map(([trait, value]) => [trait, value ?? null]))
    const why = { recordId, traits, because: explainChoice(good), candidates: good.length }
    return copy ? { archive, key: await copy(source), ...why } : { archive, ...why }
  }
  return undefined
}

/** What of an archive cannot be read. */
async function faultsOf(source: WholeArchive): Promise<LeftOutArchive[]> {
  const { items } = await inferDatasets(source)
  return items
    .filter(({ outcome }) => outcome === 'quarantined')
    .map(({ archive, entry, code, reason }) => ({
      archive,
      ...(entry === undefined ? {} : { entry }),
      code: code ?? 'unreadable',
      reason: reason ?? '',
    }))
}

/** An archive, or the file with its user metadata, that is not as it should be: that is no fault of the run. */
function isFaultOfArchive(error: unknown): error is BridgeDownstreamError {
  return error instanceof ArchiveError || error instanceof DocumentParseError
}
