import type { Config } from '../config/config.js'
import { handlerLog, type HandlerLog } from './handler-log.js'
import { handlerMetrics, type HandlerMetrics } from './handler-metrics.js'
import { fillHandlerOptions, type HandlerOptions } from './handler-options.js'
import { OpenStudies } from './open-studies.js'

/** What Lambda tells of a call, as far as handlers use it. */
export interface CallContext {
  readonly awsRequestId: string
  getRemainingTimeInMillis(): number
}

/** What a process keeps from one event to the next. */
export interface HandlerProcess {
  readonly config: Config
  readonly studies: OpenStudies
  readonly log: HandlerLog
  readonly metrics: HandlerMetrics
}

/** Opened with the first event; a configuration that cannot be read fails it, and is read anew for the next. */
export function handlerProcess(options: HandlerOptions): () => Promise<HandlerProcess> {
  const parts = fillHandlerOptions(options)
  let opened: HandlerProcess | undefined
  return async () => {
    if (opened) return opened
    const loaded = await parts.config()
    const { config } = loaded
    const studies = new OpenStudies(loaded, parts)
    opened = { config, studies, log: handlerLog(config.logLevel), metrics: handlerMetrics() }
    return opened
  }
}

const LONGEST_RESERVE_MS = 10_000

/** Ends what is under way some time before Lambda would end the process, so that what is done can still be said. */
export function deadlineOf(context: CallContext): AbortSignal {
  const leftMs = context.getRemainingTimeInMillis()
  const workMs = Math.floor(leftMs - Math.min(LONGEST_RESERVE_MS, leftMs / 5))
  return workMs > 0 ? AbortSignal.timeout(workMs) : AbortSignal.abort()
}
