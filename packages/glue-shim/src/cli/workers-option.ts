import { OptionError } from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
import { availableParallelism } from 'node:os'
import type { CommandIo } from './command-io.js'

/** By default there are as many as cores, up to so many. */
const MOST_BY_DEFAULT = 4
const MOST = 64

/** How many worker threads a command may start. */
export interface WorkersFlag {
  readonly workers?: number
}

export function addWorkersOption(command: Command): Command {
  const described = `worker threads that read and write, up to ${MOST}; 0: none (default: one for each core, up to ${MOST_BY_DEFAULT}, once there is enough to do)`
  return command.addOption(new Option('--workers <n>', described).argParser(parseWorkers))
}

/**
 * How many workers there are to be, and how many archives, or partitions, this thread does before the first starts. What a person asks for
 * is done to the letter.
 *
 * A worker's start costs as much as a dozen archives.
 */
export function planWorkers({ workers }: WorkersFlag, { workerScript }: CommandIo): { readonly size: number; readonly here: number } {
  if (workers !== undefined && workers > 1 && !workerScript) {
    throw new OptionError('There can be no worker threads here', {
      code: 'bad-option',
      hint: 'Leave --workers out, or give the script that they run.',
    })
  }
  const size = workerScript ? (workers ?? Math.min(availableParallelism(), MOST_BY_DEFAULT)) : 0
  // One worker, and a thread that waits for it, would be this thread with messages in between.
  return { size: size > 1 ? size : 0, here: workers === undefined ? 16 : 0 }
}

function parseWorkers(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= MOST) return Number(text)
  throw new OptionError(`--workers takes a whole number from 0 to ${MOST}`, { code: 'bad-option', hint: 'Leave it out for the default.' })
}
