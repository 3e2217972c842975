import { OptionError, type JsonObject } from '@bridge-downstream/core'
import { eachAtMost } from './each-at-most.js'
import { describeFailure } from './handler-log.js'
import type { HandlerOptions } from './handler-options.js'
import { deadlineOf, handlerProcess, type CallContext, type HandlerProcess } from './handler-process.js'
import { refusedMessage } from './invalid-message.js'
import { openUnpackers } from './open-unpackers.js'
import type { PartitionItem } from './partition-item.js'
import { partitionMessage } from './partition-message.js'
import { queueSender, type SendMessages } from './queue-sender.js'
import { readMessage } from './read-message.js'
import { RefusedMessage } from './refused-message.js'
import { failuresOf, isItemsEvent, isSqsEvent, type ItemsEvent, type SqsEvent, type SqsResult } from './sqs-event.js'
import { unpackUpload, type UnpackedUpload, type UnpackUploadContext } from './unpack-upload.js'
import { uploadItem, type UploadItem } from './upload-item.js'
import type { UploadNotice } from './upload-notice.js'
import { groupUnits, resolveNotice, type UploadUnit } from './upload-units.js'

/** What became of the items of a batch. Whatever failed can be given again as it stands here. */
export interface UploadItemsResult {
  readonly taken: number
  readonly quarantined: number
  readonly duplicate: number
  readonly forgotten: number
  /** Of all those, items that an earlier call had done. */
  readonly doneBefore: number
  /** Items that no further try would make better; the invalid queue has them. */
  readonly refused: number
  readonly failed: readonly (UploadItem & { readonly code: string })[]
}

export interface NotificationHandlerOptions extends HandlerOptions {
  /** Default: SQS, with the credentials of the process. */
  readonly sendMessages?: SendMessages | undefined
}

export interface NotificationHandler {
  (event: SqsEvent, context: CallContext): Promise<SqsResult>
  (event: ItemsEvent, context: CallContext): Promise<UploadItemsResult>
}

/** Archives in memory at a time. */
const UNITS_AT_ONCE = 4

/**
 * Make the Lambda handler that unpacks what it is told of: notifications of Bridge and events of S3 through SQS (with or without SNS), or
 * batches of a distributed map. See docs/handlers.md.
 */
export function createNotificationHandler(options: NotificationHandlerOptions = {}): NotificationHandler {
  const open = handlerProcess(options)
  const kept = { sendMessages: options.sendMessages ?? queueSender(), unpackerOf: openUnpackers() }
  const handler = async (event: SqsEvent | ItemsEvent, context: CallContext): Promise<SqsResult | UploadItemsResult> => {
    const call = new NotificationCall({ ...(await open()), ...kept }, context)
    try {
      if (isItemsEvent(event)) return await call.takeItems(event.Items)
      if (isSqsEvent(event)) return await call.takeMessages(event.Records)
    } finally {
      call.end()
    }
    throw new OptionError('The event is neither of SQS nor of a distributed map', { code: 'bad-event' })
  }
  return handler as NotificationHandler
}

/** Something that was delivered: a message, or an item. */
interface Delivery {
  readonly id: string
  readonly body: string
  readonly notification: JsonObject | undefined
}

interface Task {
  readonly delivery: Delivery
  readonly study: UploadUnit['study']
  readonly unit: UploadUnit
}

type NotificationProcess = HandlerProcess & Pick<UnpackUploadContext, 'sendMessages' | 'unpackerOf'>

class NotificationCall {
  readonly #process: NotificationProcess
  readonly #signal: AbortSignal
  /** Codes of what is to be delivered again, by delivery. */
  readonly #failed = new Map<string, string>()
  readonly #unpacked: UnpackedUpload[] = []
  readonly #tasks: Task[] = []
  #refused = 0

  constructor(process: NotificationProcess, context: CallContext) {
    this.#process = process
    this.#signal = deadlineOf(context)
    process.log.begin(context.awsRequestId)
  }

  async takeMessages(records: SqsEvent['Records']): Promise<SqsResult> {
    for (const { messageId: id, body } of records) {
      await this.#accept({ id, body, notification: undefined }, () => {
        const { notification, notices } = readMessage(body)
        return { delivery: { id, body, notification }, notices }
      })
    }
    await this.#work()
    return failuresOf(this.#failed.keys())
  }

  async takeItems(items: readonly unknown[]): Promise<UploadItemsResult> {
    for (const [position, item] of items.entries()) {
      const delivery = { id: String(position), body: JSON.stringify(item), notification: undefined }
      await this.#accept(delivery, () => {
        const parsed = uploadItem.safeParse(item)
        if (!parsed.success) throw new RefusedMessage('An item names no upload of a study', { code: 'no-notification' })
        const { app, study, bucket, key } = parsed.data
        return { delivery, notices: [{ app, study, recordId: undefined, objects: [{ bucket, key }] }] }
      })
    }
    await this.#work()
    const count = (outcome: UnpackedUpload['outcome']): number => this.#unpacked.filter((each) => each.outcome === outcome).length
    return {
      taken: count('taken'),
      quarantined: count('quarantined'),
      duplicate: count('duplicate'),
      forgotten: count('forgotten'),
      doneBefore: this.#unpacked.filter(({ isDoneBefore }) => isDoneBefore).length,
      refused: this.#refused,
      failed: [...this.#failed].map(([position, code]) => ({ ...(items[Number(position)] as UploadItem), code })),
    }
  }

  end(): void {
    this.#process.metrics.publish()
  }

  /** Find out what is asked for; what cannot be understood, or may not be done, is handed to the invalid queue. */
  async #accept(first: Delivery, read: () => { delivery: Delivery; notices: readonly UploadNotice[] }): Promise<void> {
    try {
      const { delivery, notices } = read()
      for (const notice of notices) {
        const { units, failures } = resolveNotice(this.#process.config, notice)
        for (const unit of units) this.#tasks.push({ delivery, unit, study: unit.study })
        for (const failure of failures) {
          if (failure instanceof RefusedMessage) await this.#refuse(delivery, failure)
          else this.#fail(delivery, failure, { recordId: notice.recordId })
        }
      }
    } catch (error) {
      if (error instanceof RefusedMessage) await this.#refuse(first, error)
      else this.#fail(first, error)
    }
  }

  async #refuse(delivery: Delivery, refusal: RefusedMessage): Promise<void> {
    const { config, sendMessages, log, metrics } = this.#process
    // Without a queue for it nobody would ever hear of it, so that it is left to the dead letters.
    if (config.invalidQueueUrl === undefined) return this.#fail(delivery, refusal)
    try {
      await sendMessages(config.invalidQueueUrl, [refusedMessage(delivery.body, refusal)])
    } catch (error) {
      return this.#fail(delivery, error)
    }
    this.#refused++
    log.warn('message refused', { messageId: delivery.id, code: refusal.code, reason: refusal.message })
    metrics.add(undefined, { MessagesRefused: 1 })
  }

  #fail({ id }: Delivery, error: unknown, fields: { readonly [name: string]: string | undefined } = {}): void {
    const failure = describeFailure(error)
    this.#failed.set(id, failure.code)
    this.#process.log.error('failed, to be delivered again', { messageId: id, ...fields, ...failure })
  }

  async #work(): Promise<void> {
    const grouped = [...groupUnits(this.#tasks).values()].flat()
    // What is told of twice in a batch is done once.
    const once = [
      ...Map.groupBy(grouped, ({ unit }) => JSON.stringify([unit.study.app, unit.study.study, unit.uploads, unit.key])).values(),
    ]
    const results = await eachAtMost(once, UNITS_AT_ONCE, (tasks) => this.#unpack(tasks))
    await this.#tellPartitions(results.flat())
  }

  async #unpack(tasks: readonly Task[]): Promise<{ delivery: Delivery; partition: PartitionItem }[]> {
    const [{ delivery, unit }] = tasks as [Task]
    const { app, study } = unit.study
    const { log, metrics } = this.#process
    const startMs = performance.now()
    try {
      const unpacked = await unpackUpload(unit, delivery.notification, this.#process, { signal: this.#signal })
      const { outcome, isDoneBefore, recordId, documents, sizeBytes, code, datasets, partitions } = unpacked
      this.#unpacked.push(...tasks.map((_, i) => (i === 0 ? unpacked : { ...unpacked, isDoneBefore: true })))
      const fields = {
        app,
        study,
        recordId,
        key: unit.key,
        outcome,
        doneBefore: isDoneBefore,
        documents,
        datasets,
        ...(code === undefined ? {} : { code }),
      }
      log[outcome === 'quarantined' ? 'warn' : 'info']('upload', fields)
      const counted = isDoneBefore ? { RecordsDoneBefore: 1 } : { [COUNTED_AS[outcome]]: 1, Documents: documents, BytesRead: sizeBytes }
      metrics.add(unit.study, { ...counted, UnitSeconds: (performance.now() - startMs) / 1000 })
      return tasks.flatMap((task) => partitions.map((partition) => ({ delivery: task.delivery, partition })))
    } catch (error) {
      for (const task of tasks) this.#fail(task.delivery, error, { app, study, key: unit.key, recordId: unit.recordId })
      metrics.add(unit.study, { UnitsFailed: 1 })
      return []
    }
  }

  /** When everything is written, so that whoever rebuilds them finds it all. */
  async #tellPartitions(touched: readonly { readonly delivery: Delivery; readonly partition: PartitionItem }[]): Promise<void> {
    const { config, sendMessages } = this.#process
    if (config.rebuildQueueUrl === undefined || touched.length === 0) return
    const messages = new Map(touched.map(({ partition }) => [JSON.stringify(partition), partitionMessage(partition)]))
    try {
      await sendMessages(config.rebuildQueueUrl, [...messages.values()])
    } catch (error) {
      for (const { delivery } of touched) this.#fail(delivery, error)
    }
  }
}

const COUNTED_AS = {
  taken: 'RecordsTaken',
  quarantined: 'RecordsQuarantined',
  duplicate: 'RecordsDuplicate',
  forgotten: 'RecordsForgotten',
} as const
