import { Logger } from '@aws-lambda-powertools/logger'
import { BridgeDownstreamError } from '@bridge-downstream/core'

/** Fields of a line: names, ids, codes and numbers. Never a document's value. */
export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** Structured log of a handler: a JSON object a line. */
export interface HandlerLog {
  begin(requestId: string): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export function handlerLog(level: 'debug' | 'info' | 'warn' | 'error'): HandlerLog {
  const logger = new Logger({ serviceName: 'bridge-downstream', logLevel: level.toUpperCase() as Uppercase<typeof level> })
  return {
    begin: (requestId) => logger.appendKeys({ requestId }),
    info: (message, fields = {}) => logger.info(message, { ...fields }),
    warn: (message, fields = {}) => logger.warn(message, { ...fields }),
    error: (message, fields = {}) => logger.error(message, { ...fields }),
  }
}

const FRAMES = 5

/** What may be said of a failure: our own errors hold no values; of any other only its name and where it came from. */
export function describeFailure(error: unknown): { readonly code: string; readonly reason?: string; readonly frames?: readonly string[] } {
  if (error instanceof BridgeDownstreamError) return { code: error.code, reason: error.message }
  if (!(error instanceof Error)) return { code: 'unknown' }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { code: plainName(error.name), frames: frames.slice(0, FRAMES).map((line) => line.trim()) }
}

function plainName(name: string): string {
  return /^[\w.-]{1,80}$/.test(name) ? name : 'Error'
}
