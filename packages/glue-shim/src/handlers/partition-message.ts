import { createHash, randomUUID } from 'node:crypto'
import type { PartitionItem } from './partition-item.js'
import type { OutgoingMessage } from './queue-sender.js'

/** The message that asks for a partition to be rebuilt. Each is its own: a later one may tell of documents that an earlier one did not. */
export function partitionMessage(item: PartitionItem): OutgoingMessage {
  const { app, study } = item
  const body = JSON.stringify(item)
  return { body, deduplicationId: createHash('sha256').update(body).update(randomUUID()).digest('hex'), attributes: { app, study } }
}
