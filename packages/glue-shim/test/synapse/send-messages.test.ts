import { describe, expect, test } from 'vitest'
import { startFront } from '../../../s3-adapter/test/front/start-front.js'
import { cutBatches, openSender } from '../../src/synapse/send-messages.js'
import { stubCredentials } from '../catalog/catalog-samples.js'
import { useQueue } from './aws-stand-ins.js'

const messages = (n: number): string[] => Array.from({ length: n }, (_, i) => `message ${i}`)

describe('openSender', () => {
  test('a real queue gets every message once', async () => {
    stubCredentials()
    const front = await startFront()
    try {
      front.fauxqs.createQueue('uploads')
      const sender = await openSender({ queueUrl: `http://127.0.0.1:${front.fauxqs.port}/000000000000/uploads` })
      expect(await sender.send(messages(25))).toBe(25)
      sender.close()
      const ready = front.fauxqs.inspectQueue('uploads')!.messages.ready
      expect(ready.map(({ body }) => body).toSorted()).toEqual(messages(25).toSorted())
    } finally {
      await front.close()
    }
  })

  test('messages that fail for a passing reason are sent again, and the others are not', async () => {
    stubCredentials()
    const queue = await useQueue()
    const refused = new Map<string, number>()
    queue.faults.push(503)
    queue.refuse = (body) => {
      const times = refused.get(body) ?? 0
      refused.set(body, times + 1)
      return /[37]$/.test(body) && times < 4 ? { Code: 'InternalError', SenderFault: false } : undefined
    }
    const sender = await openSender({ queueUrl: queue.url, retryDelayMs: 2 })
    expect(await sender.send(messages(24))).toBe(24)
    expect(queue.batches.flat().toSorted()).toEqual(messages(24).toSorted())
  })

  test('messages that the queue will never take end in an error that counts them', async () => {
    stubCredentials()
    const queue = await useQueue()
    queue.refuse = (body) => (body === 'message 3' ? { Code: 'InvalidMessageContents', SenderFault: true } : undefined)
    const sender = await openSender({ queueUrl: queue.url, retryDelayMs: 2 })
    await expect(sender.send(messages(12))).rejects.toMatchObject({
      name: 'StoreError',
      retryable: false,
      message: expect.stringContaining('SQS did not take 1 of 10 messages: InvalidMessageContents, tried 1 times') as string,
    })
    expect(queue.batches).toEqual([messages(10).filter((_, i) => i !== 3)])
  })

  test('tries come to an end', async () => {
    stubCredentials()
    const queue = await useQueue()
    queue.refuse = () => ({ Code: 'InternalError', SenderFault: false })
    const sender = await openSender({ queueUrl: queue.url, retryDelayMs: 1, maxAttempts: 3 })
    await expect(sender.send(['x'])).rejects.toMatchObject({ retryable: true, message: expect.stringContaining('tried 3 times') as string })
  })

  test.each(['uploads', 'https://sqs.us-east-1.amazonaws.com/1/uploads.fifo'])('%s is no queue to send to', async (queueUrl) => {
    await expect(openSender({ queueUrl })).rejects.toMatchObject({ code: 'bad-queue' })
  })
})

describe('cutBatches', () => {
  test('ten messages or 256 KiB a request, in order, whichever is less', () => {
    const large = 'x'.repeat(100_000)
    const cut = cutBatches([...messages(11), large, large, large, '€'.repeat(80_000)])
    expect(cut.map((batch) => batch.map((message) => message.length))).toEqual([
      messages(10).map(({ length }) => length),
      [10, 100_000, 100_000],
      [100_000],
      [80_000],
    ])
  })

  test('a message that fits into no request is an error', () => {
    expect(() => cutBatches(['x'.repeat(262_145)])).toThrow('larger than SQS takes')
  })
})
