import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createS3Store } from '@bridge-downstream/s3-adapter'
import { startFront, type Front } from '../../../s3-adapter/test/front/start-front.js'
import { FUNCTION_PARTS } from '../../src/artifacts/pack-artifacts.js'
import { makeFolder, removeFolder, runIn, type Outcome } from '../run-in.js'
import { bundleCommand } from '../bundle-command.js'
import { runProcess, startCommand } from '../run-process.js'
import { Refusal } from './stack-service.js'
import { startCloudFormation, type CloudFormationServer } from './start-cloud-formation.js'

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:uploads'

let programFolder: string
let program: string
beforeAll(async () => {
  programFolder = await makeFolder()
  program = (await bundleCommand(programFolder)).main
})
afterAll(() => removeFolder(programFolder))

let cwd: string
let cloud: CloudFormationServer
let front: Front
beforeEach(async () => {
  cwd = await makeFolder()
  cloud = await startCloudFormation()
  front = await startFront()
  front.createBucket('code')
  front.createBucket('results')
  await mkdir(path.join(cwd, 'lambda'))
  await writeBundles('1')
  await write('bridge-downstream.json', {
    version: 1,
    destination: 's3://results',
    studies: [{ app: 'mobile-toolbox', study: 'cxhnxd', uploads: ['s3://uploads/mobile-toolbox/'] }],
  })
})
afterEach(async () => {
  await Promise.all([cloud.close(), front.close()])
  await removeFolder(cwd)
})

const write = (name: string, json: unknown): Promise<void> => writeFile(path.join(cwd, name), JSON.stringify(json))

async function writeBundles(content: string): Promise<void> {
  for (const part of FUNCTION_PARTS)
    await writeFile(path.join(cwd, 'lambda', `${part}.mjs`), `export const handler = () => '${part} ${content}'`)
}

const PLACE = ['--env', 'develop', '--namespace', 'my-branch', '--artifacts', 's3://code', '--bundles', 'lambda']
const environment = (): Record<string, string> => ({ AWS_ENDPOINT_URL_CLOUDFORMATION: cloud.endpoint, AWS_ENDPOINT_URL_S3: front.endpoint })
const deploy = (...args: string[]): Promise<Outcome> => runProcess(program, { cwd, args: ['deploy', ...args], env: environment() })

const SHARED = 'bd-shared-develop'
const NAMESPACE = 'bd-namespace-develop-my-branch'
const VERSION = /^bd-version-develop-my-branch-main-[0-9a-f]{8}$/
const STUDY = /^bd-study-develop-my-branch-mobile-toolbox-cxhnxd-[0-9a-f]{8}$/
const changes = (): string[] => cloud.stacks.requests.filter((request) => /^(Create|Update|Delete)Stack /.test(request))
const stackOf = (name: RegExp): string => Object.keys(cloud.stacks.statuses()).find((stack) => name.test(stack))!

describe('deploy', () => {
  test('creates stacks in the order in which they need each other, then finds nothing to do', async () => {
    const first = await deploy(...PLACE)
    expect(first.code).toBe(0)
    expect(first.out.match(/^\S.*$/gm)).toEqual([
      `${SHARED}  created`,
      `${NAMESPACE}  created`,
      expect.stringMatching(/^bd-version-develop-my-branch-main-[0-9a-f]{8} {2}created$/) as unknown,
      expect.stringMatching(/^bd-study-.* {2}created$/) as unknown,
    ])
    expect(first.out).toContain('\n  + OnNotification  AWS::Lambda::Function\n')
    expect(changes()).toEqual([
      `CreateStack ${SHARED}`,
      `CreateStack ${NAMESPACE}`,
      expect.stringMatching(/^CreateStack bd-version-/) as unknown,
      expect.stringMatching(/^CreateStack bd-study-/) as unknown,
    ])
    expect(new Set(Object.values(cloud.stacks.statuses()))).toEqual(new Set(['CREATE_COMPLETE']))
    expect([cloud.stacks.isProtected(SHARED), cloud.stacks.isProtected(NAMESPACE)]).toEqual([true, false])
    const keys = front.objectsOf('code').page('', undefined, 10).keys
    const parameters = cloud.stacks.parametersOf(stackOf(VERSION))
    expect(keys).toEqual(['ListWorkKey', 'OnNotificationKey', 'RebuildPartitionKey', 'UpdateCatalogKey'].map((name) => parameters[name]))

    const second = await deploy(...PLACE, '--json')
    expect((JSON.parse(second.out) as { outcome: string }[]).map(({ outcome }) => outcome)).toEqual(Array(4).fill('unchanged'))
  })

  test('updates what has changed, and says what that was', async () => {
    await deploy(...PLACE)
    await writeBundles('2')
    await write('sizes.json', { version: { OnNotificationTimeoutSeconds: 60, UploadConcurrency: 20 } })
    const env = { ...environment(), BRIDGE_DOWNSTREAM_PARAMETERS: 'sizes.json' }
    const { code, out } = await runProcess(program, { cwd, args: ['deploy', ...PLACE], env })
    expect(code).toBe(0)
    const lines = out.replaceAll(/-[0-9a-f]{8}\b/g, '-HASH').split('\n')
    expect(lines).toEqual([
      `${SHARED}  unchanged`,
      `${NAMESPACE}  unchanged`,
      'bd-version-develop-my-branch-main-HASH  updated',
      '  ~ ListWork  AWS::Lambda::Function',
      '  ~ OnNotification  AWS::Lambda::Function',
      '  ~ RebuildPartition  AWS::Lambda::Function',
      '  ~ UpdateCatalog  AWS::Lambda::Function',
      '  ~ Uploads  AWS::SQS::Queue',
      '  ~ UploadsToFunction  AWS::Lambda::EventSourceMapping',
      'bd-study-develop-my-branch-mobile-toolbox-cxhnxd-HASH  unchanged',
      '',
    ])
    expect(cloud.stacks.parametersOf(stackOf(VERSION))).toMatchObject({ UploadVisibilitySeconds: '360', UploadConcurrency: '20' })
  })

  test('shows why a creation was rolled back, ends there, and mends it next time', async () => {
    cloud.stacks.failAt(/^bd-namespace/, 'UpdateCatalogRole', 'Not authorized to perform iam:CreateRole')
    const failed = await deploy(...PLACE)
    expect(failed.code).toBe(1)
    expect(failed.err).toContain(
      `The stack ${NAMESPACE} ended as ROLLBACK_COMPLETE. UpdateCatalogRole (AWS::IAM::Role): Not authorized to perform iam:CreateRole`,
    )
    expect(cloud.stacks.statuses()).toEqual({ [SHARED]: 'CREATE_COMPLETE', [NAMESPACE]: 'ROLLBACK_COMPLETE' })
    expect((await deploy(...PLACE)).code).toBe(0)
    expect(changes()).toContain(`DeleteStack ${NAMESPACE}`)
    expect(cloud.stacks.statuses()[NAMESPACE]).toBe('CREATE_COMPLETE')
  })

  test('shows why an update was rolled back; the next one starts from there', async () => {
    await deploy(...PLACE)
    await writeBundles('2')
    cloud.stacks.failAt(/^bd-version/, 'OnNotification', 'Unzipped size must be smaller')
    const failed = await deploy(...PLACE)
    expect(failed).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        'UPDATE_ROLLBACK_COMPLETE. OnNotification (AWS::Lambda::Function): Unzipped size must be smaller',
      ) as unknown,
    })
    await writeBundles('3')
    expect((await deploy(...PLACE)).code).toBe(0)
  })

  test('waits for what is under way, and gives up on a stack that cannot be updated', async () => {
    await deploy(...PLACE, '--only', 'shared')
    cloud.stacks.setStatus(SHARED, 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE')
    expect(await deploy(...PLACE, '--only', 'shared')).toMatchObject({ code: 0, out: `${SHARED}  unchanged\n` })
    cloud.stacks.setStatus(SHARED, 'UPDATE_ROLLBACK_FAILED')
    const { code, err } = await deploy(...PLACE)
    expect(code).toBe(1)
    expect(err).toContain(`The stack ${SHARED} is in the state UPDATE_ROLLBACK_FAILED, from which there is no update`)
  })

  test('tries again when it is told to slow down', async () => {
    cloud.stacks.refuseNext(new Refusal('Rate exceeded', 'Throttling'), new Refusal('Rate exceeded', 'Throttling'))
    expect((await deploy(...PLACE, '--only', 'shared')).code).toBe(0)
  })

  test('says what CloudFormation says when it refuses', async () => {
    cloud.stacks.refuseNext(new Refusal('is not authorized to perform: cloudformation:DescribeStacks', 'AccessDenied'))
    const { code, err } = await deploy(...PLACE, '--only', 'shared')
    expect(code).toBe(1)
    expect(err).toContain(`CloudFormation refused a request of the stack ${SHARED}. It says: AccessDenied: is not authorized`)
  })

  test('stops waiting at Ctrl-C, with all that was done kept', async () => {
    await deploy(...PLACE, '--only', 'shared')
    cloud.stacks.setStatus(SHARED, 'UPDATE_IN_PROGRESS')
    const { child, ended } = startCommand(program, { cwd, args: ['deploy', ...PLACE], env: environment() })
    const asked = cloud.stacks.requests.length
    while (cloud.stacks.requests.length < asked + 2) await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 1, err: expect.stringContaining('Interrupted. Run the same command again') as unknown })
    expect(cloud.stacks.statuses()).toEqual({ [SHARED]: 'UPDATE_IN_PROGRESS' })
  })

  test('keeps versions side by side, and moves new uploads when it is told to', async () => {
    await write('topics.json', { studies: { 'mobile-toolbox/cxhnxd': { UploadTopicArn: TOPIC } } })
    const place = [...PLACE, '--parameters', 'topics.json']
    await deploy(...place, '--ref', 'v1')
    const prefixOf = (): string => cloud.stacks.parametersOf(stackOf(STUDY))['VersionPrefix']!
    const old = prefixOf()
    await writeBundles('2')
    expect((await deploy(...place, '--ref', 'v2', '--only', 'version')).code).toBe(0)
    expect(prefixOf()).toBe(old)
    expect(Object.keys(cloud.stacks.statuses()).filter((name) => name.startsWith('bd-version-'))).toHaveLength(2)
    const busy = await deploy('--remove', '--env', 'develop', '--namespace', 'my-branch', '--ref', 'v1', '--yes')
    expect(busy.err).toContain('New uploads go to the version "v1"')
    const moved = await deploy(...place, '--ref', 'v2', '--only', 'studies')
    expect(moved.out).toMatch(/^bd-study-\S+ {2}updated\n {2}~ Subscription {2}AWS::SNS::Subscription\n$/)
    expect(prefixOf()).not.toBe(old)
    const removed = await deploy('--remove', '--env', 'develop', '--namespace', 'my-branch', '--ref', 'v1', '--yes')
    expect(removed).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^bd-version-develop-my-branch-v1-[0-9a-f]{8} {2}removed\n/) as unknown,
    })
  })
})

describe('deploy --dry-run', () => {
  test('shows stacks and parameters in order, and asks nothing', async () => {
    const { code, out, err } = await deploy(...PLACE, '--dry-run')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.match(/^bd-\S+/gm)).toEqual([
      SHARED,
      NAMESPACE,
      expect.stringMatching(VERSION) as unknown,
      expect.stringMatching(STUDY) as unknown,
    ])
    expect(out).toContain('4 stacks, in this order; all parameters are valid. Nothing was asked of AWS.\n')
    expect([cloud.stacks.requests, front.requests]).toEqual([[], []])
  })

  test('sends just what it shows', async () => {
    const shown = JSON.parse((await deploy(...PLACE, '--dry-run', '--json')).out) as { name: string; parameters: unknown; tags: object }[]
    await deploy(...PLACE)
    for (const { name, parameters, tags } of shown) {
      expect(cloud.stacks.parametersOf(name)).toEqual(parameters)
      expect(cloud.stacks.tagsOf(name)).toEqual(Object.entries(tags).map(([Key, Value]) => ({ Key, Value })))
    }
  })

  test('--out writes templates, parameters, state machines, and what sceptre reads', async () => {
    await write('topics.json', { apps: { 'mobile-toolbox': { UploadTopicArn: TOPIC } } })
    const { code } = await deploy(...PLACE, '--dry-run', '--out', 'rendered', '--parameters', 'topics.json')
    expect(code).toBe(0)
    const files = (await readdir(path.join(cwd, 'rendered'), { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
    const names = files.map((file) => path.relative(path.join(cwd, 'rendered'), path.join(file.parentPath, file.name)))
    expect(names.map((name) => name.replace(/-[0-9a-f]{8}\./, '-HASH.')).sort()).toEqual([
      'config/config.yaml',
      'config/develop/bd-app-develop-my-branch-mobile-toolbox-HASH.yaml',
      'config/develop/bd-namespace-develop-my-branch.yaml',
      'config/develop/bd-shared-develop.yaml',
      'config/develop/bd-study-develop-my-branch-mobile-toolbox-cxhnxd-HASH.yaml',
      'config/develop/bd-version-develop-my-branch-main-HASH.yaml',
      'parameters/bd-app-develop-my-branch-mobile-toolbox-HASH.json',
      'parameters/bd-namespace-develop-my-branch.json',
      'parameters/bd-shared-develop.json',
      'parameters/bd-study-develop-my-branch-mobile-toolbox-cxhnxd-HASH.json',
      'parameters/bd-version-develop-my-branch-main-HASH.json',
      'state-machines/backfill.asl.json',
      'state-machines/rebuild.asl.json',
      'templates/app.json',
      'templates/namespace.json',
      'templates/shared.json',
      'templates/study.json',
      'templates/version.json',
    ])
    const definition = JSON.parse(await readFile(path.join(cwd, 'rendered/state-machines/backfill.asl.json'), 'utf8')) as object
    expect(definition).toMatchObject({ StartAt: 'ListArchives', States: { UnpackArchives: { MaxConcurrency: 50 } } })
    const parameters = await readFile(path.join(cwd, 'rendered/parameters/bd-namespace-develop-my-branch.json'), 'utf8')
    expect(JSON.parse(parameters)).toContainEqual({ ParameterKey: 'Namespace', ParameterValue: 'my-branch' })
    expect(await readFile(path.join(cwd, 'rendered/config/develop/bd-namespace-develop-my-branch.yaml'), 'utf8')).toBe(`template: {
  "type": "file",
  "path": "namespace.json"
}
stack_name: "bd-namespace-develop-my-branch"
dependencies: [
  "develop/bd-shared-develop.yaml"
]
parameters: {
  "EncryptionKeyArn": "",
  "Environment": "develop",
  "Namespace": "my-branch",
  "NamespacePrefix": "bd-develop-my-branch",
  "DestinationBucketName": "results",
  "DestinationPrefix": ""
}
stack_tags: {
  "bridge-downstream:kind": "namespace",
  "bridge-downstream:environment": "develop",
  "bridge-downstream:namespace": "my-branch"
}
`)
  })

  test('--branch is the namespace of a branch', async () => {
    const args = ['--env', 'develop', '--artifacts', 's3://code', '--bundles', 'lambda', '--dry-run', '--json', '--only', 'namespace']
    const namesOf = async (branch: string): Promise<unknown> =>
      (JSON.parse((await runIn(cwd, ['deploy', ...args, '--branch', branch])).out) as { name: string }[]).map(({ name }) => name)
    expect(await namesOf('main')).toEqual(['bd-namespace-develop-bridge-downstream'])
    expect(await namesOf('feature/x')).toEqual([expect.stringMatching(/^bd-namespace-develop-feature-x-[0-9a-f]{8}$/)])
  })

  test('says everything that is wrong at once', async () => {
    await write('wrong.json', {
      all: { NobodyHasThis: 1 },
      shared: { CreateArtifactBucket: 'maybe' },
      namespace: { Namespace: 'other' },
      version: { UploadConcurrency: 1, Colour: 'red', OnNotificationTimeoutSeconds: 900, UploadVisibilitySeconds: 60 },
      apps: { 'mobile-toolbox': { UploadTopicArn: TOPIC } },
      studies: { 'mobile-toolbox/cxhnxd': { UploadTopicArn: TOPIC } },
    })
    const { code, err } = await runIn(cwd, ['deploy', ...PLACE, '--dry-run', '--parameters', 'wrong.json'])
    expect(code).toBe(1)
    expect(err.replaceAll(/-[0-9a-f]{8}\b/g, '-HASH')).toBe(`bridge-downstream: The stacks cannot be deployed: 6 problems. Mend:
  bd-shared-develop: CreateArtifactBucket must be one of true, false
  bd-namespace-develop-my-branch: Namespace follows from the configuration and cannot be set
  bd-version-develop-my-branch-main-HASH: Colour is no parameter of version
  bd-version-develop-my-branch-main-HASH: UploadConcurrency must be a number from 2 to 1000
  bd-version-develop-my-branch-main-HASH: UploadVisibilitySeconds must be 5400 at least
  bd-study-develop-my-branch-mobile-toolbox-cxhnxd-HASH: UploadTopicArn is that of bd-app-develop-my-branch-mobile-toolbox-HASH, and SNS has one subscription for a topic and a queue
`)
  })

  test.each([
    [['--out', 'x'], '--out needs --dry-run'],
    [['--yes'], '--yes is for --remove'],
    [['--delete-data'], '--delete-data is for --remove'],
    [['--remove', '--only', 'shared'], '--only is not for --remove'],
    [['--env', 'prod', '--namespace', 'x'], 'must be bridge-downstream in prod'],
    [['--only', 'colour'], 'Allowed choices are shared, namespace, version, studies'],
    [['--namespace', 'a', '--branch', 'b'], 'cannot be used with'],
    [['--dry-run'], 'It is not said where the code of the functions lies'],
    [['--dry-run', '--artifacts', './folder', '--bundles', 'lambda'], 'The place of the code is no bucket'],
    [['--dry-run', '--artifacts', 's3://code', '--bundles', 'nowhere'], 'The bundle "on-notification.mjs" cannot be read'],
    [['--dry-run', '--artifacts', 's3://code', '--parameters', 'bridge-downstream.json'], 'The file of parameters cannot be used'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await runIn(cwd, ['deploy', ...args])
    expect(code).toBe(1)
    expect(err).toContain(message)
  })

  test('--help shows examples', async () => {
    const { code, out } = await deploy('--help')
    expect(code).toBe(0)
    expect(out).toContain('Examples:\n  bridge-downstream deploy --env develop')
  })
})

describe('deploy --remove', () => {
  const REMOVE = ['--remove', '--env', 'develop', '--namespace']

  test('says what would go, then removes it in reverse order, and nothing of another namespace', async () => {
    await deploy(...PLACE)
    await deploy(...PLACE.with(3, 'my-branch-2'), '--only', 'namespace', 'version', 'studies')
    await deploy(...PLACE, '--ref', 'v2', '--only', 'version')
    const before = await deploy(...REMOVE, 'my-branch')
    expect(before).toMatchObject({ code: 1, err: expect.stringContaining('Say --yes to do it') as unknown })
    expect(before.out.match(/would be removed/g)).toHaveLength(4)
    expect(changes().some((request) => request.startsWith('Delete'))).toBe(false)

    const { code, out } = await deploy(...REMOVE, 'my-branch', '--yes')
    expect(code).toBe(0)
    expect(out.replaceAll(/-[0-9a-f]{8}\b/g, '-HASH')).toBe(`bd-study-develop-my-branch-mobile-toolbox-cxhnxd-HASH  removed
bd-version-develop-my-branch-main-HASH  removed
bd-version-develop-my-branch-v2-HASH  removed
bd-namespace-develop-my-branch  removed
The results under s3://results/my-branch/ stay.
`)
    const left = Object.entries(cloud.stacks.statuses()).filter(([, status]) => status !== 'DELETE_COMPLETE')
    expect(left.map(([name]) => name.replace(/-[0-9a-f]{8}$/, ''))).toEqual([
      SHARED,
      'bd-namespace-develop-my-branch-2',
      'bd-version-develop-my-branch-2-main',
      'bd-study-develop-my-branch-2-mobile-toolbox-cxhnxd',
    ])
  })

  test('leaves results alone unless it is told to remove them, and those of others always', async () => {
    await deploy(...PLACE)
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' }
    const results = createS3Store('s3://results', { endpoint: front.endpoint, credentials })
    for (const key of ['my-branch/a/b/1', 'my-branch/a/b/2', 'my-branch-2/a/b/1', 'my-branc']) await results.put(key, new Uint8Array(1))
    await deploy(...REMOVE, 'my-branch', '--yes')
    expect(front.objectsOf('results').page('', undefined, 10).keys).toHaveLength(4)
    const { out } = await deploy(...REMOVE, 'my-branch', '--yes', '--delete-data')
    expect(out).toBe('There is no such stack.\n2 objects removed: results under s3://results/my-branch/\n')
    expect(front.objectsOf('results').page('', undefined, 10).keys).toEqual(['my-branc', 'my-branch-2/a/b/1'])
  })

  test('shows why a stack could not be removed', async () => {
    await deploy(...PLACE)
    cloud.stacks.failAt(/^bd-study/, 'Database', 'User is not authorized to perform glue:DeleteDatabase')
    const { code, err } = await deploy(...REMOVE, 'my-branch', '--yes')
    expect(code).toBe(1)
    expect(err).toMatch(/ended as DELETE_FAILED\. Database \(AWS::Glue::Database\): User is not authorized to perform glue:DeleteDatabase/)
  })

  test('refuses prod', async () => {
    const { code, err } = await deploy('--remove', '--env', 'prod', '--yes')
    expect(code).toBe(1)
    expect(err).toContain('prod is not removed by a command')
    expect(cloud.stacks.requests).toEqual([])
  })
})
