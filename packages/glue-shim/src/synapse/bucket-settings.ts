import type { CORSRule, S3Client } from '@aws-sdk/client-s3'
import { StoreError } from '@bridge-downstream/core'
import { mergeCors, mergePolicy, SYNAPSE_CORS, type BucketPolicy, type CorsRule, type PolicyStatement } from './storage-policy.js'

/** Policy and CORS of one bucket. */
export interface BucketSettings {
  /** @returns whether anything was changed. */
  allow(statements: readonly PolicyStatement[]): Promise<boolean>
  /** @returns whether anything was changed. */
  allowWeb(): Promise<boolean>
  close(): void
}

export interface BucketSettingsOptions {
  readonly region?: string | undefined
  /** URL of another server that speaks S3. Default: that of the environment, else Amazon's. */
  readonly endpoint?: string | undefined
}

/** The SDK is loaded here, so that no other command pays for it. */
export async function openBucketSettings(bucket: string, options: BucketSettingsOptions): Promise<BucketSettings> {
  const sdk = await import('@aws-sdk/client-s3')
  const { endpoint, region = endpoint === undefined ? undefined : 'us-east-1' } = options
  const client = new sdk.S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? { followRegionRedirects: true } : { endpoint, forcePathStyle: true }),
  })
  return {
    async allow(statements) {
      const before = await find(client, 'GetBucketPolicy', 'NoSuchBucketPolicy', async (s3) => {
        const { Policy } = await s3.send(new sdk.GetBucketPolicyCommand({ Bucket: bucket }))
        return Policy === undefined ? undefined : (JSON.parse(Policy) as BucketPolicy)
      })
      const after = mergePolicy(before, statements)
      if (JSON.stringify(before?.Statement) === JSON.stringify(after.Statement)) return false
      const input = { Bucket: bucket, Policy: JSON.stringify(after), ConfirmRemoveSelfBucketAccess: false }
      await run('PutBucketPolicy', () => client.send(new sdk.PutBucketPolicyCommand(input)))
      return true
    },
    async allowWeb() {
      const before = await find(client, 'GetBucketCors', 'NoSuchCORSConfiguration', async (s3) => {
        const { CORSRules = [] } = await s3.send(new sdk.GetBucketCorsCommand({ Bucket: bucket }))
        return CORSRules.map(toRule)
      })
      const after = mergeCors(before ?? [], SYNAPSE_CORS)
      if (JSON.stringify(before?.map(orderFields)) === JSON.stringify(after.map(orderFields))) return false
      const input = { Bucket: bucket, CORSConfiguration: { CORSRules: after.map(fromRule) } }
      await run('PutBucketCors', () => client.send(new sdk.PutBucketCorsCommand(input)))
      return true
    },
    close: () => client.destroy(),
  }
}

function toRule({ AllowedMethods = [], AllowedOrigins = [], ...rest }: CORSRule): CorsRule {
  return { ...rest, AllowedMethods, AllowedOrigins }
}

function fromRule({ ID, AllowedHeaders, AllowedMethods, AllowedOrigins, MaxAgeSeconds, ...rest }: CorsRule): CORSRule {
  return {
    ...rest,
    ...(ID === undefined ? {} : { ID }),
    ...(AllowedHeaders === undefined ? {} : { AllowedHeaders: [...AllowedHeaders] }),
    AllowedMethods: [...AllowedMethods],
    AllowedOrigins: [...AllowedOrigins],
    ...(MaxAgeSeconds === undefined ? {} : { MaxAgeSeconds }),
  }
}

function orderFields(rule: CorsRule): unknown {
  return Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1))
}

async function find<T>(client: S3Client, operation: string, absent: string, ask: (client: S3Client) => Promise<T>): Promise<T | undefined> {
  return run(operation, async () => {
    try {
      return await ask(client)
    } catch (error) {
      if (error instanceof Error && error.name === absent) return undefined
      throw error
    }
  })
}

async function run<T>(operation: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    const name = error instanceof Error && /^[\w.-]{1,80}$/.test(error.name) ? error.name : 'no answer'
    throw new StoreError(`S3 did not do ${operation}: ${name}`, {
      code: 'unavailable',
      hint: `The role needs s3:${operation} on the bucket.`,
    })
  }
}
