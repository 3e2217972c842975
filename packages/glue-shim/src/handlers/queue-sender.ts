import { BridgeDownstreamError } from '@bridge-downstream/core'
import type * as SqsSdk from './sqs-sdk.js'

/** A message for a queue. */
export interface OutgoingMessage {
  readonly body: string
  /** Equal for equal messages: a queue with an order of its own drops the second, any other hands both on with it. */
  readonly deduplicationId: string
  readonly attributes?: Readonly<Record<string, string>> | undefined
}

/** Resolves when the queue has all of them. */
export type SendMessages = (queueUrl: string, messages: readonly OutgoingMessage[]) => Promise<void>

interface QueueConnection {
  readonly client: SqsSdk.SQSClient
  readonly sdk: typeof SqsSdk
}

/** SQS takes ten at a time. */
const MOST_AT_ONCE = 10

/** Sends to SQS. The client is loaded when there is something to send. */
export function queueSender(): SendMessages {
  let connection: Promise<QueueConnection> | undefined
  return async (queueUrl, messages) => {
    connection ??= import('./sqs-sdk.js').then((sdk) => ({ sdk, client: new sdk.SQSClient({}) }))
    const { client, sdk } = await connection
    for (let start = 0; start < messages.length; start += MOST_AT_ONCE) {
      const entries = messages.slice(start, start + MOST_AT_ONCE).map((message, i) => entryOf(message, i, queueUrl.endsWith('.fifo')))
      const { Failed: failed = [] } = await client.send(new sdk.SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
      if (failed.length > 0) throw notTaken(failed.map(({ Code: code }) => code ?? 'unknown'))
    }
  }
}

function entryOf({ body, deduplicationId, attributes = {} }: OutgoingMessage, position: number, isOrdered: boolean) {
  const texts = Object.entries({ deduplicationId, ...attributes }).map(([name, text]) => [name, { DataType: 'String', StringValue: text }])
  return {
    Id: String(position),
    MessageBody: body,
    MessageAttributes: Object.fromEntries(texts) as Record<string, { DataType: 'String'; StringValue: string }>,
    ...(isOrdered ? { MessageDeduplicationId: deduplicationId, MessageGroupId: deduplicationId } : {}),
  }
}

function notTaken(codes: readonly string[]): BridgeDownstreamError {
  return new BridgeDownstreamError(`A queue did not take ${codes.length} messages (${[...new Set(codes)].join(', ')})`, {
    code: 'not-sent',
    hint: 'They are sent again when the event is delivered again.',
  })
}
