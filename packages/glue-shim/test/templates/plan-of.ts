import { parseConfig } from '../../src/config/parse-config.js'
import type { DeploySettings } from '../../src/deploy/deploy-settings.js'
import { planStacks, type Stack } from '../../src/deploy/plan-stacks.js'

export const CODE_FILES = new Map(
  (['on-notification', 'rebuild-partition', 'list-work', 'update-catalog'] as const).map((part) => [part, `${part}-0.zip`] as const),
)

export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:uploads'

/** Topics of an app and of a study, so that everything there can be is there. */
export const SETTINGS: DeploySettings = {
  all: { EncryptionKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k' },
  shared: { UploadBucketName: 'uploads-of-ours', AlarmEmail: 'who@example.org' },
  apps: { 'mobile-toolbox': { UploadTopicArn: TOPIC } },
  studies: { 'mobile-toolbox/cxhnxd': { UploadTopicArn: `${TOPIC}-of-study` } },
}

export interface Place {
  readonly environment?: 'develop' | 'prod'
  readonly namespace: string
  readonly ref?: string
}

/** The stacks of a small study in a namespace. */
export function planOf({ environment = 'develop', namespace, ref = 'main' }: Place, settings: DeploySettings = SETTINGS): readonly Stack[] {
  const config = parseConfig({
    version: 1,
    environment,
    namespace,
    destination: 's3://results/all',
    synapseTokenParameter: '/synapse/token',
    studies: [
      { app: 'mobile-toolbox', study: 'cxhnxd', uploads: ['s3://uploads/mobile-toolbox/'] },
      { app: 'mobile-toolbox', study: 'synapse', uploads: ['s3://sts/'], synapseFolder: 'syn1' },
    ],
  })
  return planStacks({ config, artifacts: 's3://code', repo: 'owner/name', ref, files: CODE_FILES, settings })
}
