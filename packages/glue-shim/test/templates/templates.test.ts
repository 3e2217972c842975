import { CelEngine, TemplateFile, type Engine, type StandardDiagnostic } from '@aws/cloudformation-validate'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { versionPrefix } from '../../src/templates/names.js'
import type { Template } from '../../src/templates/template.js'
import { STACK_KINDS, TEMPLATES } from '../../src/templates/templates.js'
import { makeFolder, removeFolder } from '../run-in.js'
import { planOf } from './plan-of.js'
import { resolveStack } from './resolve-stack.js'

/**
 * Notes, not faults, that hold for every resource: names are fixed on purpose, so that roles can be written before there are resources
 * (I9001: another name is another resource); tags are those of the stack, which CloudFormation hands on (I9040).
 */
const EXPLAINED = ['I9001', 'I9040']

let folder: string
let engine: Engine
beforeAll(async () => {
  folder = await makeFolder()
  engine = new CelEngine()
})
afterAll(async () => {
  engine.free()
  await removeFolder(folder)
})

async function findFaults(template: unknown): Promise<readonly StandardDiagnostic[]> {
  const file = path.join(folder, 'template.json')
  await writeFile(file, JSON.stringify(template, null, 2))
  const { diagnostics } = engine.validateStandard(new TemplateFile(file), { severityLevel: 'INFO' })
  return diagnostics.filter(({ ruleId }) => !EXPLAINED.includes(ruleId))
}

type Edit = (template: EditableTemplate) => void
interface EditableTemplate {
  Parameters: Record<string, Record<string, unknown>>
  Resources: Record<string, { Type: string; Properties: Record<string, unknown>; DependsOn?: string[] }>
}

const edited = (template: Template, edit: Edit): EditableTemplate => {
  const copy = JSON.parse(JSON.stringify(template)) as EditableTemplate
  edit(copy)
  return copy
}

describe('templates', () => {
  test.each(STACK_KINDS)('%s has no finding', async (kind) => {
    expect(await findFaults(TEMPLATES[kind])).toEqual([])
  })

  test.each<[string, Edit]>([
    ['a reference to nothing', ({ Resources }) => (Resources['OnNotification']!.Properties['Role'] = { Ref: 'Nobody' })],
    [
      'an attribute that is not there',
      ({ Resources }) => (Resources['OnNotification']!.Properties['Role'] = { 'Fn::GetAtt': ['Uploads', 'Colour'] }),
    ],
    ['a property that is not there', ({ Resources }) => (Resources['Uploads']!.Properties['Colour'] = 'red')],
    ['a property that is missing', ({ Resources }) => delete Resources['OnNotification']!.Properties['Code']],
    ['a runtime that is none', ({ Resources }) => (Resources['ListWork']!.Properties['Runtime'] = 'nodejs99.x')],
    ['a value out of its range', ({ Resources }) => (Resources['Uploads']!.Properties['VisibilityTimeout'] = 43_201)],
    ['a type that is none', ({ Resources }) => (Resources['Uploads']!.Type = 'AWS::SQS::Kew')],
    ['a parameter nobody uses', ({ Parameters }) => (Parameters['Spare'] = { Type: 'String' })],
    [
      'resources that wait for each other',
      ({ Resources }) => ((Resources['Uploads']!.DependsOn = ['Rebuilds']), (Resources['Rebuilds']!.DependsOn = ['Uploads'])),
    ],
    ['text where a list is due', ({ Resources }) => (Resources['OnNotification']!.Properties['Architectures'] = 'arm64')],
    ['a default that is not allowed', ({ Parameters }) => (Parameters['LogLevel']!['Default'] = 'loud')],
    ['a substitution of nothing', ({ Resources }) => (Resources['Uploads']!.Properties['QueueName'] = { 'Fn::Sub': '${Nobody}_uploads' })],
  ])('%s would be found', async (_, edit) => {
    expect((await findFaults(edited(TEMPLATES.version, edit))).length).toBeGreaterThan(0)
  })

  test('fit into a request', () => {
    const sizes = STACK_KINDS.map((kind) => JSON.stringify(TEMPLATES[kind]).length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(51_200)
  })

  test('make buckets that only TLS reaches, and that outlive the stack', () => {
    const resources = Object.values(TEMPLATES.shared.Resources)
    const buckets = resources.filter(({ Type }) => Type === 'AWS::S3::Bucket')
    const policies = resources.filter(({ Type }) => Type === 'AWS::S3::BucketPolicy')
    expect([buckets.length, policies.length]).toEqual([3, 3])
    for (const { DeletionPolicy, Properties } of buckets) {
      expect(DeletionPolicy).toBe('Retain')
      expect(Properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' })
      expect(Object.values(Properties['PublicAccessBlockConfiguration']!)).toEqual([true, true, true, true])
    }
    for (const { Properties } of policies) expect(JSON.stringify(Properties['PolicyDocument'])).toContain('"aws:SecureTransport":"false"')
  })

  test('hide a message for six times as long as its function may take', () => {
    const version = planOf({ namespace: 'a' }).find(({ kind }) => kind === 'version')!
    const resources = new Map(resolveStack(version).map(({ id, properties }) => [id, properties]))
    for (const [queue, worker] of [
      ['Uploads', 'OnNotification'],
      ['Rebuilds', 'RebuildPartition'],
    ] as const) {
      const mapping = resources.get(`${queue}ToFunction`)!
      expect(mapping['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures'])
      const least = 6 * Number(resources.get(worker)!['Timeout']) + Number(mapping['MaximumBatchingWindowInSeconds'])
      expect(Number(resources.get(queue)!['VisibilityTimeout'])).toBeGreaterThanOrEqual(least)
    }
  })

  test('tell each function where it is by the settings of the configuration', () => {
    const version = planOf({ namespace: 'my-branch', ref: 'v1' }).find(({ kind }) => kind === 'version')!
    const { properties } = resolveStack(version).find(({ id }) => id === 'OnNotification')!
    expect((properties['Environment'] as { Variables: unknown }).Variables).toEqual({
      BRIDGE_DOWNSTREAM_CONFIG: 'bridge-downstream.json',
      BRIDGE_DOWNSTREAM_ENVIRONMENT: 'develop',
      BRIDGE_DOWNSTREAM_NAMESPACE: 'my-branch',
      BRIDGE_DOWNSTREAM_DESTINATION: 's3://results/all/',
      BRIDGE_DOWNSTREAM_INVALID_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/bd-develop-my-branch_invalid',
      BRIDGE_DOWNSTREAM_REBUILD_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/bd-develop-my-branch_HASH_rebuilds'.replace(
        'HASH',
        versionPrefix('develop', 'my-branch', 'v1').slice(-8),
      ),
      BRIDGE_DOWNSTREAM_SYNAPSE_TOKEN_PARAMETER: '/synapse/token',
      BRIDGE_DOWNSTREAM_LOG_LEVEL: 'info',
      NODE_OPTIONS: '--enable-source-maps',
    })
  })

  test('ask for no rebuild when uploads come in, where that is left to the schedule', () => {
    const version = planOf({ namespace: 'a' }, { version: { RebuildOnUpload: 'false' } }).find(({ kind }) => kind === 'version')!
    const { properties } = resolveStack(version).find(({ id }) => id === 'OnNotification')!
    const { Variables } = properties['Environment'] as { Variables: Record<string, string> }
    expect(Object.keys(Variables)).not.toContain('BRIDGE_DOWNSTREAM_REBUILD_QUEUE_URL')
  })
})
