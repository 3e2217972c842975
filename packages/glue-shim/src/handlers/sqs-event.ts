/** What Lambda hands on from SQS, as far as handlers use it. */
export interface SqsEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[]
}

/** A batch of a distributed map of Step Functions. */
export interface ItemsEvent {
  readonly Items: readonly unknown[]
}

/** The messages that SQS is to deliver again. */
export interface SqsResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
}

export function isItemsEvent(event: unknown): event is ItemsEvent {
  return typeof event === 'object' && event !== null && 'Items' in event && Array.isArray(event.Items)
}

export function isSqsEvent(event: unknown): event is SqsEvent {
  return typeof event === 'object' && event !== null && 'Records' in event && Array.isArray(event.Records)
}

export function failuresOf(messageIds: Iterable<string>): SqsResult {
  return { batchItemFailures: [...new Set(messageIds)].map((itemIdentifier) => ({ itemIdentifier })) }
}
