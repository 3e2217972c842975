import { OptionError } from '../errors.js'
import { type ArchiveLimits, DEFAULT_ARCHIVE_LIMITS } from './archive.js'

const MOST_ENTRIES = 32_766

/**
 * Fill in the defaults.
 *
 * @throws OptionError if a limit is no positive number, or `maxEntries` is above 32,766.
 */
export function resolveArchiveLimits(limits: Partial<ArchiveLimits> = {}): ArchiveLimits {
  const resolved = { ...DEFAULT_ARCHIVE_LIMITS, ...limits }
  for (const [name, value] of Object.entries(resolved)) {
    if (!(value > 0))
      throw new OptionError(`The archive limit ${name} is no positive number`, { code: 'bad-limit', hint: 'Leave it out for the default.' })
  }
  if (resolved.maxEntries > MOST_ENTRIES) {
    throw new OptionError(`The archive limit maxEntries is above ${MOST_ENTRIES}`, {
      code: 'bad-limit',
      hint: 'Split larger archives before reading them.',
    })
  }
  return resolved
}
