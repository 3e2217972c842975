import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SqsResult } from '@bridge-downstream/glue-shim/handlers'
import type { Answer } from './start-function.js'

/** What SQS delivers, and what became of it. */
export interface Polling {
  readonly calls: number
  /** Why calls failed as a whole. */
  readonly errors: readonly string[]
  readonly durationsMs: readonly number[]
}

export interface Invocable {
  invoke(event: unknown): Promise<Answer>
}

/**
 * What an event source mapping does: receive up to ten messages, call the function, delete what it has not named as failed, deliver the
 * rest again; until nothing is left. What fails is visible again at once.
 */
export async function pollQueue(endpoint: string, queueUrl: string, worker: Invocable): Promise<Polling> {
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } })
  const durationsMs: number[] = []
  const errors: string[] = []
  for (;;) {
    const received = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    )
    const messages = received.Messages ?? []
    if (messages.length === 0) break
    const records = messages.map(({ MessageId: messageId, Body: body, ReceiptHandle: receiptHandle, Attributes: attributes }) => {
      return { messageId, body, receiptHandle, attributes, messageAttributes: {}, eventSource: 'aws:sqs', awsRegion: 'us-east-1' }
    })
    const answer = await worker.invoke({ Records: records })
    durationsMs.push(answer.durationMs)
    if ('error' in answer) errors.push(`${answer.error.errorType}: ${answer.error.errorMessage}`)
    const failed = 'error' in answer ? new Set(records.map(({ messageId }) => messageId)) : failuresIn(answer.payload as SqsResult)
    const entries = messages.map(({ MessageId: id, ReceiptHandle: handle }, i) => ({ id, entry: { Id: String(i), ReceiptHandle: handle } }))
    const [again, done] = [entries.filter(({ id }) => failed.has(id)), entries.filter(({ id }) => !failed.has(id))]
    if (done.length > 0) await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: done.map(({ entry }) => entry) }))
    const visible = again.map(({ entry }) => ({ ...entry, VisibilityTimeout: 0 }))
    if (again.length > 0) await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries: visible }))
  }
  return { calls: durationsMs.length, errors, durationsMs }
}

function failuresIn({ batchItemFailures }: SqsResult): Set<string | undefined> {
  return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
}
