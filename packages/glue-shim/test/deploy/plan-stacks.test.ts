import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/config/parse-config.js'
import type { DeploySettings } from '../../src/deploy/deploy-settings.js'
import { planStacks, type Stack } from '../../src/deploy/plan-stacks.js'
import { CODE_FILES } from '../templates/plan-of.js'

interface Given {
  readonly config?: object
  readonly uploads?: readonly string[]
  readonly artifacts?: string
  readonly settings?: DeploySettings
}

function plan({ config = {}, uploads = ['s3://uploads/app/'], artifacts = 's3://code/deep', settings = {} }: Given): Map<string, Stack> {
  const parsed = parseConfig({ version: 1, destination: 's3://results', studies: [{ app: 'app', study: 'study', uploads }], ...config })
  const stacks = planStacks({ config: parsed, artifacts, repo: 'owner/name', ref: 'feature/x', files: CODE_FILES, settings })
  return new Map(stacks.map((stack) => [stack.kind, stack]))
}

describe('planStacks', () => {
  test('puts stacks in the order in which they need each other, an app only where it has a topic', () => {
    expect([...plan({}).keys()]).toEqual(['shared', 'namespace', 'version', 'study'])
    const settings = { apps: { app: { UploadTopicArn: 'arn:aws:sns:us-east-1:123456789012:t' } } }
    expect([...plan({ settings }).keys()]).toEqual(['shared', 'namespace', 'version', 'app', 'study'])
  })

  test('says everything of a version by parameters', () => {
    const config = { synapseTokenParameter: 'synapse/token', logLevel: 'debug', destination: 's3://results/a/b/' }
    const topics = ['arn:aws:sns:us-east-1:123456789012:b', 'arn:aws:sns:us-east-1:123456789012:a']
    const settings = { apps: { app: { UploadTopicArn: topics[0]! } }, studies: { 'app/study': { UploadTopicArn: topics[1]! } } }
    expect(plan({ config, uploads: ['s3://one', 's3://two/x', 's3://two/x/'], settings }).get('version')!.parameters).toEqual({
      EncryptionKeyArn: '',
      LogLevel: 'debug',
      SynapseTokenParameter: 'synapse/token',
      SynapseTokenPath: '/synapse/token',
      UploadObjectArns: 'arn:aws:s3:::one/*,arn:aws:s3:::two/x/*',
      UploadBucketArns: 'arn:aws:s3:::one,arn:aws:s3:::two',
      UploadPrefixes: '*,x/*',
      UploadTopicArns: topics.toSorted().join(','),
      UploadVisibilitySeconds: '1800',
      RebuildVisibilitySeconds: '3900',
      Environment: 'develop',
      Namespace: 'bridge-downstream',
      NamespacePrefix: 'bd-develop-bridge-downstream',
      VersionPrefix: expect.stringMatching(/^bd-develop-bridge-downstream_[0-9a-f]{8}$/) as unknown,
      DestinationBucketName: 'results',
      DestinationPrefix: 'a/b/',
      ArtifactBucketName: 'code',
      OnNotificationKey: 'deep/owner~name/feature~x/on-notification-0.zip',
      RebuildPartitionKey: 'deep/owner~name/feature~x/rebuild-partition-0.zip',
      ListWorkKey: 'deep/owner~name/feature~x/list-work-0.zip',
      UpdateCatalogKey: 'deep/owner~name/feature~x/update-catalog-0.zip',
    })
  })

  test('gives a value for all to the stacks that have the parameter, and lets a closer one win', () => {
    const stacks = plan({ settings: { all: { LogRetentionDays: 30, EncryptionKeyArn: 'key' }, version: { LogRetentionDays: 7 } } })
    const values = [...stacks].map(([kind, { parameters }]) => [kind, parameters['LogRetentionDays'], parameters['EncryptionKeyArn']])
    expect(values).toEqual([
      ['shared', undefined, 'key'],
      ['namespace', '30', 'key'],
      ['version', '7', 'key'],
      ['study', undefined, undefined],
    ])
  })

  test('makes a bucket of both code and results once', () => {
    expect(plan({ artifacts: 's3://results/code' }).get('shared')!.parameters['CreateArtifactBucket']).toBe('false')
    expect(plan({}).get('shared')!.parameters['CreateArtifactBucket']).toBe('true')
  })

  test('protects what prod needs, and what is shared', () => {
    const protectedKinds = (stacks: Map<string, Stack>): string[] =>
      [...stacks].flatMap(([kind, { isProtected }]) => (isProtected ? [kind] : []))
    expect(protectedKinds(plan({}))).toEqual(['shared'])
    expect(protectedKinds(plan({ config: { environment: 'prod' } }))).toEqual(['shared', 'namespace', 'version', 'study'])
  })

  test('keeps tags within what a tag may hold', () => {
    const tags = plan({}).get('version')!.tags
    expect(tags).toEqual({
      'bridge-downstream:kind': 'version',
      'bridge-downstream:environment': 'develop',
      'bridge-downstream:namespace': 'bridge-downstream',
      'bridge-downstream:ref': 'feature/x',
      'bridge-downstream:repo': 'owner/name',
    })
  })

  test.each<[Given, string]>([
    [{ config: { destination: 'file:///results' } }, 'no-bucket'],
    [{ uploads: ['file:///uploads'] }, 'no-bucket'],
    [{ artifacts: './code' }, 'no-bucket'],
    // In a policy it would stand for the uploads of everyone.
    [{ uploads: ['s3://uploads/*/'] }, 'bad-prefix'],
    [{ uploads: ['s3://uploads/${aws:username}'] }, 'bad-prefix'],
    [{ config: { destination: 's3://results/a,b' } }, 'bad-prefix'],
  ])('refuses %j', (given, code) => {
    expect(() => plan(given)).toThrow(expect.objectContaining({ name: 'OptionError', code }) as Error)
  })
})
