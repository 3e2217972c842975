import type { LedgerItem } from '@bridge-downstream/core'
import type { CommandIo } from './command-io.js'

/** Say on standard error what could not be read. @returns whether there was anything. */
export function reportLeftOut(items: readonly LedgerItem[], io: CommandIo): boolean {
  const bad = items.filter((item) => item.outcome === 'quarantined')
  for (const { archive, entry, reason } of bad)
    io.stderr.write(`left out: ${archive}${entry === undefined ? '' : ` › ${entry}`}: ${reason}\n`)
  return bad.length > 0
}
