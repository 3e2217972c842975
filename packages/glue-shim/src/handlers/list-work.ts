import { listWork, OptionError, unpackWork, type Store } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import * as z from 'zod/mini'
import type { Config, StudyConfig } from '../config/config.js'
import { chooseStudies } from './choose-studies.js'
import { describeFailure } from './handler-log.js'
import type { HandlerOptions } from './handler-options.js'
import { deadlineOf, handlerProcess, type CallContext, type HandlerProcess } from './handler-process.js'
import { keptRebuildOptions } from './kept-rebuild-options.js'
import { parseUploads } from './locate-upload.js'
import type { PartitionItem } from './partition-item.js'
import type { UploadItem } from './upload-item.js'

export interface ListWorkEvent {
  readonly work: 'archives' | 'partitions'
  /** Default: all apps. */
  readonly app?: string | undefined
  /** Default: all studies. */
  readonly study?: string | undefined
  /** Names the list; that of a run of Step Functions, for example. */
  readonly runId: string
}

/** Where the list is, a JSON array of items, and how many it has. */
export interface ListedWork {
  readonly bucket: string
  readonly key: string
  readonly count: number
  /** Studies whose work could not be listed; the log says why. */
  readonly failed: readonly { readonly app: string; readonly study: string; readonly code: string }[]
}

export type ListWorkHandler = (event: ListWorkEvent, context: CallContext) => Promise<ListedWork>

export interface ListWorkHandlerOptions extends HandlerOptions {
  /** The store that work lists are written to. Default: the destination's namespace. */
  readonly openWork?: ((config: Config) => Store) | undefined
}

/** Beside the folders of apps in a namespace; an app's id begins with a letter or a digit. */
const WORK_FOLDER = '_work'

const event: z.ZodMiniType<ListWorkEvent> = z.looseObject({
  work: z.enum(['archives', 'partitions']),
  app: z.optional(z.string().check(z.minLength(1))),
  study: z.optional(z.string().check(z.minLength(1))),
  runId: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$/)),
})

/**
 * Make the Lambda handler that says what a backfill or a rebuild has to do, as a list that a distributed map reads: archives without a
 * receipt of their version, or partitions whose Parquet is not that of their JSON. Nothing else is written. See docs/handlers.md.
 */
export function createListWorkHandler(options: ListWorkHandlerOptions = {}): ListWorkHandler {
  const open = handlerProcess(options)
  const rebuildOptionsOf = keptRebuildOptions()
  return async (given, context) => {
    const process = { ...(await open()), rebuildOptionsOf }
    process.log.begin(context.awsRequestId)
    try {
      return await new WorkList(process, parseEvent(given), deadlineOf(context)).write(options.openWork ?? openNamespace)
    } finally {
      process.metrics.publish()
    }
  }
}

function parseEvent(given: unknown): ListWorkEvent {
  const parsed = event.safeParse(given)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(({ path }) => `/${path.join('/')}`)
  throw new OptionError(`The event asks for no list of work; wrong: ${places.join(', ')}`, {
    code: 'bad-event',
    hint: 'It is {"work": "archives" or "partitions", "app"?, "study"?, "runId"}.',
  })
}

interface ListProcess extends HandlerProcess {
  readonly rebuildOptionsOf: ReturnType<typeof keptRebuildOptions>
}

class WorkList {
  readonly #process: ListProcess
  readonly #event: ListWorkEvent
  readonly #signal: AbortSignal
  readonly #failed: ListedWork['failed'][number][] = []
  #count = 0

  constructor(process: ListProcess, given: ListWorkEvent, signal: AbortSignal) {
    this.#process = process
    this.#event = given
    this.#signal = signal
  }

  async write(openWork: (config: Config) => Store): Promise<ListedWork> {
    const { config, log } = this.#process
    const store = openWork(config)
    const place = parseUploads(store.url)
    if (!place) throw new OptionError('Lists of work are for Step Functions, which reads them from S3', { code: 'bad-destination' })
    const { work, runId } = this.#event
    const studies = chooseStudies(config, this.#event)
    const key = `${WORK_FOLDER}/${runId}/${work}.json`
    await store.put(key, this.#encode(studies), { contentType: 'application/json', signal: this.#signal })
    log.info('work listed', { work, runId, count: this.#count, failedStudies: this.#failed.length })
    return { bucket: place.bucket, key: `${place.prefix}${key}`, count: this.#count, failed: this.#failed }
  }

  async *#encode(studies: readonly StudyConfig[]): AsyncGenerator<Uint8Array, void, undefined> {
    const encoder = new TextEncoder()
    let text = '['
    for (const study of studies) {
      const before = this.#count
      for await (const item of this.#itemsOf(study)) {
        text += `${this.#count++ === 0 ? '\n' : ',\n'}${JSON.stringify(item)}`
        if (text.length < 64 * 1024) continue
        yield encoder.encode(text)
        text = ''
      }
      this.#process.metrics.add(study, { WorkListed: this.#count - before })
    }
    yield encoder.encode(`${text}\n]\n`)
  }

  /** A study that cannot be listed does not hold up the others. */
  async *#itemsOf(study: StudyConfig): AsyncGenerator<UploadItem | PartitionItem, void, undefined> {
    try {
      yield* this.#event.work === 'archives' ? this.#archives(study) : this.#partitions(study)
    } catch (error) {
      this.#signal.throwIfAborted()
      const failure = describeFailure(error)
      const { app, study: name } = study
      this.#failed.push({ app, study: name, code: failure.code })
      this.#process.log.error('a study could not be listed', { app, study: name, ...failure })
      this.#process.metrics.add(study, { UnitsFailed: 1 })
    }
  }

  async *#archives(study: StudyConfig): AsyncGenerator<UploadItem, void, undefined> {
    const { studies } = this.#process
    const uploads = study.uploads.map((url) => {
      const place = parseUploads(url)
      if (!place)
        throw new OptionError('Uploads that lie in a folder are for the command', { code: 'bad-uploads', hint: 'Use s3:// URLs.' })
      return { store: studies.uploads(study, url), ...place }
    })
    const signal = this.#signal
    async function* sources(): AsyncGenerator<{ name: string; version: string; bucket: string; key: string }, void, undefined> {
      for (const { store, bucket, prefix } of uploads) {
        const root = store.url.replace(/\/$/, '')
        for await (const { key, etag } of store.list('', { signal }))
          yield { name: `${root}/${key}`, version: etag, bucket, key: `${prefix}${key}` }
      }
    }
    const { app, study: name } = study
    for await (const { bucket, key } of unpackWork(sources(), studies.destination(study), { signal }))
      yield { app, study: name, bucket, key }
  }

  async *#partitions(study: StudyConfig): AsyncGenerator<PartitionItem, void, undefined> {
    const { studies, rebuildOptionsOf } = this.#process
    const { app, study: name } = study
    const works = await listWork(studies.destination(study), { ...(await rebuildOptionsOf(studies, study)), signal: this.#signal })
    for (const { dataset, partition, state, parts } of works) {
      if (state === 'done') continue
      const folders = [...new Set(parts.map((key) => key.split('/')[1]!))]
      yield { app, study: name, dataset, partition, ...(folders.length > 0 ? { folders } : {}) }
    }
  }
}

function openNamespace({ destination, namespace }: Config): Store {
  return openStore(`${destination.replace(/\/+$/, '')}/${namespace}`)
}
