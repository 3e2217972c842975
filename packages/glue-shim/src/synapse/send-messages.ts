import { OptionError, StoreError } from '@bridge-downstream/core'
import { backOff } from '../backoff.js'

export interface SendOptions {
  readonly queueUrl: string
  readonly region?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Tries of one message. Default 8. */
  readonly maxAttempts?: number | undefined
  /** Longest pause before the second try; it doubles with each further one. Default 200. */
  readonly retryDelayMs?: number | undefined
}

/** What SQS takes in one request. */
const ENTRIES_AT_ONCE = 10
const LARGEST_REQUEST_BYTES = 256 * 1024

/** Sends texts to one queue. */
export interface MessageSender {
  /**
   * @returns how many SQS took.
   * @throws StoreError `unavailable` if some could not be sent in all tries; what was sent stays sent.
   */
  send(messages: readonly string[]): Promise<number>
  close(): void
}

/** The SDK is loaded here, so that no other command pays for it. */
export async function openSender({ queueUrl, region, signal, maxAttempts = 8, retryDelayMs = 200 }: SendOptions): Promise<MessageSender> {
  if (!URL.canParse(queueUrl) || !/^https?:/.test(queueUrl)) {
    throw new OptionError('The queue is no URL', {
      code: 'bad-queue',
      hint: 'Write https://sqs.us-east-1.amazonaws.com/123456789012/name.',
    })
  }
  if (queueUrl.endsWith('.fifo')) {
    throw new OptionError('Queues that keep an order are not supported', { code: 'bad-queue', hint: 'Give a standard queue.' })
  }
  const { SendMessageBatchCommand, SQSClient } = await import('@aws-sdk/client-sqs')
  const { origin, hostname } = new URL(queueUrl)
  // A queue lives in one region, which its URL names.
  const regionOfQueue = /^sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(hostname)?.[1] ?? region
  const client = new SQSClient({
    endpoint: origin,
    ...(regionOfQueue === undefined ? {} : { region: regionOfQueue }),
    // Tries are made and counted here, message by message.
    maxAttempts: 1,
  })

  /** @returns the messages that SQS did not take, and why. */
  const sendBatch = async (
    messages: readonly string[],
  ): Promise<{ readonly left: string[]; readonly fault: string; readonly isFinal: boolean }> => {
    const Entries = messages.map((MessageBody, i) => ({ Id: String(i), MessageBody }))
    try {
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
      const isFinal = Failed.some(({ SenderFault }) => SenderFault)
      return { left: Failed.map(({ Id }) => messages[Number(Id)]!), fault: plain(Failed[0]?.Code), isFinal }
    } catch (error) {
      return { left: [...messages], fault: plain(nameOf(error)), isFinal: !isPassing(error) }
    }
  }

  const sendAll = async (batch: readonly string[]): Promise<number> => {
    let left = batch
    for (let attempt = 1; left.length > 0; attempt++) {
      signal?.throwIfAborted()
      const { left: rest, fault, isFinal } = await sendBatch(left)
      left = rest
      if (left.length === 0) break
      if (isFinal || attempt >= maxAttempts) {
        throw new StoreError(`SQS did not take ${left.length} of ${batch.length} messages: ${fault}, tried ${attempt} times`, {
          code: 'unavailable',
          retryable: !isFinal,
          hint: isFinal
            ? 'Check the queue, and that the role may send to it (sqs:SendMessage).'
            : 'Run again: with --diff, what has arrived is left out.',
        })
      }
      await backOff(attempt, retryDelayMs, signal)
    }
    return batch.length
  }

  return {
    async send(messages) {
      let sent = 0
      for (const batch of cutBatches(messages)) sent += await sendAll(batch)
      return sent
    },
    close: () => client.destroy(),
  }
}

/** Cut messages into requests that SQS takes. @throws OptionError `message-too-large` */
export function cutBatches(messages: readonly string[]): string[][] {
  const batches: string[][] = []
  let bytes = 0
  for (const message of messages) {
    const size = Buffer.byteLength(message)
    if (size > LARGEST_REQUEST_BYTES) throw new OptionError('A message is larger than SQS takes', { code: 'message-too-large' })
    const batch = batches.at(-1)
    if (batch && batch.length < ENTRIES_AT_ONCE && bytes + size <= LARGEST_REQUEST_BYTES) {
      batch.push(message)
      bytes += size
    } else {
      batches.push([message])
      bytes = size
    }
  }
  return batches
}

function isPassing(error: unknown): boolean {
  const status =
    typeof error === 'object' && error !== null && '$metadata' in error
      ? (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode
      : undefined
  // Without a status there was no answer; credentials that cannot be had are no matter of time.
  if (status === undefined) return nameOf(error) !== 'CredentialsProviderError'
  return status >= 500 || status === 429 || /throttl/i.test(nameOf(error) ?? '')
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? ('code' in error && typeof error.code === 'string' ? error.code : error.name) : undefined
}

function plain(text: string | undefined): string {
  return text !== undefined && /^[\w.-]{1,80}$/.test(text) ? text : 'no answer'
}
