import { parseArgs } from 'node:util'

import { writeStudy } from './write-study.ts'

const USAGE = 'Usage: node src/main.ts --out DIR [--archives N] [--seed N] [--broken N]'

/** A command line that cannot be understood. */
class UsageError extends Error {}

try {
  const { out, ...options } = readArguments()
  const counts = await writeStudy(out, options)
  console.log(JSON.stringify(counts))
} catch (error) {
  if (!(error instanceof UsageError || error instanceof RangeError)) throw error
  console.error(`${error.message}\n${USAGE}`)
  process.exitCode = 1
}

function readArguments(): { out: string; seed?: number; archives?: number; brokenArchives?: number } {
  const { out, archives, seed, broken } = parseOptions()
  if (out === undefined || out === '') throw new UsageError('--out is missing')
  return {
    out,
    ...(seed === undefined ? {} : { seed: readNumber('--seed', seed) }),
    ...(archives === undefined ? {} : { archives: readNumber('--archives', archives) }),
    ...(broken === undefined ? {} : { brokenArchives: readNumber('--broken', broken) }),
  }
}

function parseOptions(): { out?: string; archives?: string; seed?: string; broken?: string } {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ options: { out: text, archives: text, seed: text, broken: text } }).values
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : 'The command line is not understood', { cause })
  }
}

function readNumber(option: string, text: string): number {
  if (!/^-?\d+$/.test(text)) throw new UsageError(`${option} must be a whole number`)
  return Number(text)
}
