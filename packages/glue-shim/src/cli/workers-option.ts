import { OptionError } from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
import type { CommandIo } from './command-io.js'

const MOST = 64

/** How many worker threads a command may start. */
export interface WorkersFlag {
  readonly workers?: number
}

export function addWorkersOption(command: Command): Command {
  const described = `worker threads that read and write, up to ${MOST} (default: none)`
  return command.addOption(new Option('--workers <n>', described).argParser(parseWorkers))
}

/**
 * How many workers there are to be. By default none: writing to a folder waits for the disk, and with 2 cores workers were seen to take longer.
 *
 * @returns 0 where this thread does everything.
 */
export function planWorkers({ workers = 0 }: WorkersFlag, { workerScript }: CommandIo): number {
  // One worker, and a thread that waits for it, would be this thread with messages in between.
  if (workers <= 1) return 0
  if (workerScript) return workers
  throw new OptionError('There can be no worker threads here', {
    code: 'bad-option',
    hint: 'Leave --workers out, or give the script that they run.',
  })
}

function parseWorkers(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= MOST) return Number(text)
  throw new OptionError(`--workers takes a whole number from 0 to ${MOST}`, { code: 'bad-option', hint: 'Leave it out for the default.' })
}
