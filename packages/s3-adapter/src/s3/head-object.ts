import type { ObjectHead } from '@bridge-downstream/core'
import { headOfAnswer, PUT_ID } from './object-head.js'
import type { S3Context } from './s3-context.js'

interface FoundHead {
  readonly head: ObjectHead
  /** Of the put that wrote it, where that has one. */
  readonly putId: string | undefined
}

/** @returns undefined if there is no such object, or no such bucket: the answer to a HEAD cannot say which. */
export async function headObject(context: S3Context, key: string, signal: AbortSignal | undefined): Promise<FoundHead | undefined> {
  const { found } = await context.runner.run<{ readonly found: FoundHead | undefined }>({
    operation: 'HeadObject',
    key,
    signal,
    attempt: async ({ client, sdk, signal: abortSignal }) => {
      const command = new sdk.HeadObjectCommand({ Bucket: context.bucket, Key: context.prefix + key })
      const answer = await client.send(command, { abortSignal })
      return { found: { head: headOfAnswer(key, answer.ContentLength ?? 0, answer), putId: answer.Metadata?.[PUT_ID] } }
    },
    settle: async ({ status }) => (status === 404 ? { found: undefined } : undefined),
  })
  return found
}
