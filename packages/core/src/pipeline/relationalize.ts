import type { ArchiveSource } from '../archive/archive.js'
import { OptionError } from '../errors.js'
import type { Table, TablePlan } from '../tables/table-plan.js'
import type { Ledger } from './ledger.js'
import type { OpenPartOutput, PartOutput } from './part-output.js'
import type { RelationalizeOptions } from './relationalize-options.js'
import { writeTables } from './write-tables.js'

/** One part of one table, as a Parquet file. */
export interface RelationalizedTable {
  readonly dataset: string
  readonly table: Table
  readonly plan: TablePlan
  /** Number of the part within its table, from 0. */
  readonly part: number
  readonly rows: number
  /** The Parquet file. */
  readonly bytes: Uint8Array
}

/** A run: iterate over it for the tables; its ledger is there when the iteration has ended. */
export interface Relationalization extends AsyncIterable<RelationalizedTable> {
  /** @throws OptionError `run-not-finished` before the iteration has ended. */
  readonly ledger: Ledger
}

/**
 * Turn archives of JSON into linked Parquet tables.
 *
 * Every document counts: where the first ones tell what all are like, archives are read once; else once to learn the schemas and once more to
 * write. What is bad is quarantined and stands in the ledger with its reason; its neighbours go on. The same archives give the same bytes, in
 * whatever order they come.
 *
 * @param sources one archive or several, each with a name of its own.
 * @returns the tables, in parts: a table arrives in one part unless it outgrows `partSizeBytes`.
 * @throws OptionError (while iterating) if two sources share a name, or an option cannot be used.
 * @throws LedgerError if the account does not add up.
 */
export function relationalize(
  sources: ArchiveSource | Iterable<ArchiveSource> | AsyncIterable<ArchiveSource>,
  options: RelationalizeOptions = {},
): Relationalization {
  let ledger: Ledger | undefined
  async function* run(): AsyncGenerator<RelationalizedTable, void, undefined> {
    const done: RelationalizedTable[] = []
    const writing = writeTables(sources, (part) => collectPart(part, done), options, { holdsParts: true })
    for (;;) {
      const step = await writing.next()
      yield* done.splice(0)
      if (!step.done) continue
      ledger = step.value
      return
    }
  }
  return {
    [Symbol.asyncIterator]: run,
    get ledger(): Ledger {
      if (ledger) return ledger
      throw new OptionError('The ledger is asked for before the run has ended', {
        code: 'run-not-finished',
        hint: 'Iterate over all tables first.',
      })
    },
  }
}

/** A part whose bytes are kept until it is whole. */
function collectPart({ plan, table, part }: Parameters<OpenPartOutput>[0], done: RelationalizedTable[]): PartOutput {
  const chunks: Uint8Array[] = []
  return {
    write: (bytes) => chunks.push(bytes),
    settle: async () => {},
    close: async (rows) => {
      done.push({ dataset: plan.dataset, table, plan, part, rows, bytes: concatenate(chunks) })
    },
    discard: async () => {},
  }
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
