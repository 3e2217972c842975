import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { fencedBlocks } from '../documentation/fenced-blocks.mjs'
import { findDifference } from '../documentation/find-difference.mjs'

const GUIDE = fileURLToPath(new URL('../../docs/getting-started.md', import.meta.url))

/**
 * Do what the guide says, word for word, in an empty folder: save each file that it names, type each command, and compare what is printed.
 *
 * @param tarballs path by name of the package; the guide wants them in `tarballs/`.
 * @returns how many commands were typed.
 */
export async function checkGettingStarted({ folder, tarballs, run }) {
  const project = path.join(folder, 'getting-started')
  mkdirSync(path.join(project, 'tarballs'), { recursive: true })
  for (const file of tarballs.values()) cpSync(file, path.join(project, 'tarballs', path.basename(file)))
  let commands = 0
  for (const { language, title, text, line } of fencedBlocks(readFileSync(GUIDE, 'utf8'))) {
    if (title !== undefined) writeFileSync(path.join(project, title), text)
    if (language !== 'console') continue
    for (const { command, shown } of commandsIn(text)) {
      const printed = await run('sh', ['-c', command], project, { npm_config_prefer_offline: 'true' })
      const difference = findDifference(shown, printed)
      if (difference !== undefined) throw new Error(`docs/getting-started.md, line ${line}: ${command}\n${difference}\n\n${printed}`)
      commands++
    }
  }
  if (commands === 0) throw new Error('The guide has no command')
  return commands
}

/** Commands begin with `$`; what stands below each is what it prints. */
function commandsIn(text) {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n')
      return { command: part.slice(0, end), shown: part.slice(end + 1) }
    })
}
