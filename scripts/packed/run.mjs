import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** What `npx --package … --call …`, which may have started this, leaves to its children: an npx of theirs would take it for its own. */
const OF_OUTER_NPX = new Set(['npm_config_package', 'npm_config_call'])

/**
 * Run a command in a folder; servers of this process go on answering meanwhile.
 *
 * @returns what it printed. @throws if it fails; what it says on its standard error goes to the terminal.
 */
export async function run(command, args, cwd, env = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !OF_OUTER_NPX.has(name.toLowerCase()))
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...Object.fromEntries(inherited), ...env },
  })
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (code === 0) return printed
  throw new Error(`${[command, ...args].join(' ')} has failed with ${code}:\n${printed}`)
}
