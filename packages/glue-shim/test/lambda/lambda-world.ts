import type { Store } from '@bridge-downstream/core'
import { createS3Store } from '@bridge-downstream/s3-adapter'
import { build } from 'esbuild'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { LAMBDA_OPTIONS, lambdaEntries, leanSdk } from '../../bundle/lambda-bundle.js'
import { startFront, type Front } from '../../../s3-adapter/test/front/start-front.js'
import { makeFolder, removeFolder } from '../run-in.js'
import { startFunction, type RunningFunction } from './start-function.js'

const ROOT = path.join(import.meta.dirname, '..', '..')

/** Build the bundles, as the package has them, from the sources. @returns their folder. */
export async function buildBundles(): Promise<string> {
  const folder = await makeFolder()
  await build({
    ...LAMBDA_OPTIONS,
    entryPoints: lambdaEntries(ROOT),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    conditions: ['@bridge-downstream/source', 'module'],
    plugins: [leanSdk(ROOT)],
    logLevel: 'error',
  })
  return folder
}

export const APP = 'sample-app'

/** Functions with servers of S3, SQS and SNS of their own. */
export interface LambdaWorld {
  readonly front: Front
  queueUrl(queue: 'uploads' | 'uploads-dead' | 'invalid' | 'rebuilds'): string
  /** Everything in a bucket, whatever its name: uploads or results. */
  bucket(name: 'uploads' | 'results', prefix?: string): Store
  /** @param env variables besides those of all functions. */
  start(name: string, env?: Readonly<Record<string, string>>): Promise<RunningFunction>
  close(): Promise<void>
}

export interface WorldOptions {
  readonly studies: readonly Readonly<Record<string, unknown>>[]
  /** How often a message is delivered before it is put away. */
  readonly maxReceiveCount: number
}

/** @param bundles folder of the bundles. */
export async function makeWorld(bundles: string, { studies, maxReceiveCount }: WorldOptions): Promise<LambdaWorld> {
  const front = await startFront()
  const taskRoot = path.join(await makeFolder(), 'task')
  await mkdir(taskRoot, { recursive: true })
  await cp(bundles, taskRoot, { recursive: true })
  for (const bucket of ['uploads', 'results']) front.createBucket(bucket)
  const { fauxqs } = front
  const dead = fauxqs.createQueue('uploads-dead')
  const redrive = JSON.stringify({ deadLetterTargetArn: dead.queueArn, maxReceiveCount: String(maxReceiveCount) })
  fauxqs.createQueue('uploads', { attributes: { RedrivePolicy: redrive, VisibilityTimeout: '60' } })
  for (const queue of ['invalid', 'rebuilds']) fauxqs.createQueue(queue)
  // Its own URLs of queues have an address for a name, which is no URL.
  const urlOf = (queue: string): string => `${fauxqs.address}/000000000000/${queue}`
  fauxqs.createTopic('records')
  fauxqs.subscribe({ topic: 'records', queue: 'uploads' })
  const config = {
    version: 1,
    destination: 's3://results/out',
    invalidQueueUrl: urlOf('invalid'),
    rebuildQueueUrl: urlOf('rebuilds'),
    defaults: { offline: true },
    studies,
  }
  await writeFile(path.join(taskRoot, 'bridge-downstream.json'), JSON.stringify(config))
  const env = {
    AWS_ENDPOINT_URL_S3: front.endpoint,
    AWS_ENDPOINT_URL_SQS: fauxqs.address,
    BRIDGE_DOWNSTREAM_CONFIG: 'bridge-downstream.json',
  }
  return {
    front,
    queueUrl: urlOf,
    bucket: (name, prefix = '') =>
      createS3Store(`s3://${name}/${prefix}`, { endpoint: front.endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
    start: (name, more = {}) => startFunction({ taskRoot, name, env: { ...env, ...more } }),
    async close() {
      await front.close()
      await removeFolder(path.dirname(taskRoot))
    },
  }
}
