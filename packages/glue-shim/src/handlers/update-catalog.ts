import { OptionError } from '@bridge-downstream/core'
import * as z from 'zod/mini'
import { registerDestination } from '../catalog/register-destination.js'
import type { StudyConfig } from '../config/config.js'
import { databaseOf } from '../config/study-place.js'
import { chooseStudies } from './choose-studies.js'
import { eachAtMost } from './each-at-most.js'
import { describeFailure } from './handler-log.js'
import type { HandlerOptions } from './handler-options.js'
import { deadlineOf, handlerProcess, type CallContext, type HandlerProcess } from './handler-process.js'

export interface CatalogEvent {
  /** Default: all apps. */
  readonly app?: string | undefined
  /** Default: all studies. */
  readonly study?: string | undefined
}

export interface UpdatedCatalog {
  /** Databases, tables and partitions that were made, changed or taken out. */
  readonly changes: number
  /** Studies whose tables could not be brought up to date; the log says why. */
  readonly failed: readonly { readonly app: string; readonly study: string; readonly code: string }[]
}

export type CatalogHandler = (event: CatalogEvent, context: CallContext) => Promise<UpdatedCatalog>

export interface CatalogHandlerOptions extends HandlerOptions {
  /** Default: `registerDestination`, with the Glue of the process’s account and region. */
  readonly register?: typeof registerDestination | undefined
}

/** Glue takes few requests a second of an account. */
const STUDIES_AT_ONCE = 3

const event: z.ZodMiniType<CatalogEvent> = z.looseObject({
  app: z.optional(z.string().check(z.minLength(1))),
  study: z.optional(z.string().check(z.minLength(1))),
})

/**
 * Make the Lambda handler that brings the Glue tables of studies up to what lies in their destinations, each in its own database. A study
 * that fails does not hold up the others. See docs/handlers.md.
 */
export function createCatalogHandler({ register = registerDestination, ...options }: CatalogHandlerOptions = {}): CatalogHandler {
  const open = handlerProcess(options)
  return async (given, context) => {
    const process = await open()
    process.log.begin(context.awsRequestId)
    try {
      const signal = deadlineOf(context)
      const studies = chooseStudies(process.config, parseEvent(given))
      const outcomes = await eachAtMost(studies, STUDIES_AT_ONCE, (study) => update(study, { process, register, signal }))
      return {
        changes: outcomes.reduce((sum, outcome) => sum + ('changes' in outcome ? outcome.changes : 0), 0),
        failed: outcomes.flatMap((outcome) => ('code' in outcome ? [outcome] : [])),
      }
    } finally {
      process.metrics.publish()
    }
  }
}

function parseEvent(given: unknown): CatalogEvent {
  const parsed = event.safeParse(given)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(({ path }) => `/${path.join('/')}`)
  throw new OptionError(`The event names no studies; wrong: ${places.join(', ')}`, { code: 'bad-event', hint: 'It is {"app"?, "study"?}.' })
}

interface Updating {
  readonly process: HandlerProcess
  readonly register: typeof registerDestination
  readonly signal: AbortSignal
}

async function update(
  study: StudyConfig,
  { process: { config, studies, log, metrics }, register, signal }: Updating,
): Promise<{ readonly changes: number } | UpdatedCatalog['failed'][number]> {
  const { app, study: name } = study
  const startMs = performance.now()
  try {
    signal.throwIfAborted()
    const { database, tables, changes } = await register(studies.destination(study), { database: databaseOf(config, study), signal })
    log.info('catalog', { app, study: name, database, tables, changes: changes.length })
    metrics.add(study, { CatalogChanges: changes.length, UnitSeconds: (performance.now() - startMs) / 1000 })
    return { changes: changes.length }
  } catch (error) {
    const failure = describeFailure(error)
    log.error('the catalog of a study could not be brought up to date', { app, study: name, ...failure })
    metrics.add(study, { UnitsFailed: 1 })
    return { app, study: name, code: failure.code }
  }
}
