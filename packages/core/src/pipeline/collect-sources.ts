import type { ArchiveSource } from '../archive/archive.js'
import { OptionError } from '../errors.js'
import { compareCodeUnits } from '../names/compare-code-units.js'

/**
 * The sources in the order of their names, so that the order in which they came does not matter.
 *
 * @throws OptionError `duplicate-source` if two share a name.
 */
export async function collectSources(
  sources: ArchiveSource | Iterable<ArchiveSource> | AsyncIterable<ArchiveSource>,
): Promise<ArchiveSource[]> {
  const list = 'bytes' in sources ? [sources] : await Array.fromAsync(sources)
  list.sort((a, b) => compareCodeUnits(a.name, b.name))
  const twice = list.find((source, i) => source.name === list[i + 1]?.name)
  if (!twice) return list
  throw new OptionError('Two sources have the same name', {
    code: 'duplicate-source',
    archive: twice.name,
    hint: 'Give each archive a name of its own.',
  })
}
