import { OptionError } from '@bridge-downstream/core/store'

/** One request to S3, after it was answered or has failed. Names and numbers only. */
export interface S3Request {
  /** As S3 calls it, such as `PutObject`. */
  readonly operation: string
  /** 1 for the first try. */
  readonly attempt: number
  readonly outcome: 'done' | 'failed'
  /** HTTP status of a failure; undefined if there was no answer. */
  readonly status: number | undefined
  /** What S3 or the network called the failure, such as `SlowDown` or `ECONNRESET`. */
  readonly fault: string | undefined
}

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  /** When they end. They are asked for again some minutes before, and when S3 says that they have ended. */
  readonly expiration?: Date | undefined
}

/** Where S3 is, and who asks. */
export interface S3Access {
  /** URL of another server that speaks S3. Default: `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` of the environment, else Amazon's. */
  readonly endpoint?: string | undefined
  /** `http://host/bucket/key` instead of `http://bucket.host/key`. Default: true with an endpoint. */
  readonly forcePathStyle?: boolean | undefined
  /** Default: that of the environment; `us-east-1` with an endpoint. */
  readonly region?: string | undefined
  /** Credentials, or a function that gets them, such as those of Synapse STS, which end. Default: the AWS chain (environment, profile, role). */
  readonly credentials?: S3Credentials | (() => Promise<S3Credentials>) | undefined
}

/** How hard to try, and with how much at a time. */
export interface S3Limits {
  /** Requests at a time. Default 16. Bodies that are being read do not count. */
  readonly concurrency: number
  /** Size of a part; larger bodies are uploaded in parts. 5 MiB (the default) to 1 GiB. It doubles with every 1,000 parts. */
  readonly partSizeBytes: number
  /** Parts of one object that are uploaded at a time. Default 3. */
  readonly partConcurrency: number
  /** Tries of one request. Default 8. */
  readonly maxAttempts: number
  /** How long a try may take, and a body may go without a chunk. Default 60,000. */
  readonly timeoutMs: number
  /** How long all tries of a request may take together. Default 300,000. */
  readonly deadlineMs: number
  /** Longest pause before the second try; it doubles with each further one, up to 20 s, and is drawn at random below that. Default 100. */
  readonly retryDelayMs: number
}

export interface S3StoreOptions extends S3Access, Partial<S3Limits> {
  /** Ends every call of the store. */
  readonly signal?: AbortSignal | undefined
  /** Told of every request, tries that failed included: for the ledger. */
  readonly onRequest?: ((request: S3Request) => void) | undefined
}

export const DEFAULT_S3_LIMITS: S3Limits = {
  concurrency: 16,
  partSizeBytes: 5 * 1024 ** 2,
  partConcurrency: 3,
  maxAttempts: 8,
  timeoutMs: 60_000,
  deadlineMs: 300_000,
  retryDelayMs: 100,
}

/** S3 takes no smaller part but the last. */
const LEAST_PART_BYTES = 5 * 1024 ** 2
const MOST_PART_BYTES = 1024 ** 3

/** @throws OptionError `bad-limit` if one is no positive whole number, or S3 takes no parts of this size. */
export function resolveS3Limits(options: Partial<S3Limits>): S3Limits {
  const limits = { ...DEFAULT_S3_LIMITS }
  for (const name of Object.keys(DEFAULT_S3_LIMITS) as (keyof S3Limits)[]) {
    const value = options[name]
    if (value === undefined) continue
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new OptionError(`The S3 limit ${name} is no positive whole number`, {
        code: 'bad-limit',
        hint: 'Leave it out for the default.',
      })
    }
    limits[name] = value
  }
  if (limits.partSizeBytes < LEAST_PART_BYTES || limits.partSizeBytes > MOST_PART_BYTES) {
    throw new OptionError('S3 takes parts of 5 MiB to 1 GiB here', { code: 'bad-limit', hint: 'Set partSizeBytes in these bounds.' })
  }
  return limits
}
