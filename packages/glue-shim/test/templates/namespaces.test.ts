import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Stack } from '../../src/deploy/plan-stacks.js'
import { namespacePrefix, stackName, versionPrefix } from '../../src/templates/names.js'
import { planOf } from './plan-of.js'
import { isAllowed, rolesOf, type Request } from './policy-access.js'
import { resolveStack, type ResolvedResource } from './resolve-stack.js'

const LONG = 'a-namespace-of-forty-letters-and-hyphens'
/** Names of which one begins with another, or that look like parts of our own names, or that are cut. */
const namespaces = fc
  .array(fc.constantFrom('a', 'b', 'main', 'uploads', 'invalid', 'develop', 'shared', '0', '12345678', '-', '--'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((words) =>
    words
      .join('')
      .slice(0, 40)
      .replaceAll(/^-+|-+$/g, ''),
  )
  .filter((name) => name !== '')
const hostile = fc.oneof(
  namespaces,
  fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/),
  fc.integer({ min: 20, max: 40 }).map((length) => LONG.slice(0, length).replace(/-$/, '')),
)
const refs = fc.oneof(
  fc.constantFrom('main', 'a', 'a-b', 'feature/x', 'feature', LONG),
  fc.string({ minLength: 1, maxLength: 20 }).filter((ref) => !/^\.{1,2}$|~/.test(ref)),
)

const owned = (stacks: readonly Stack[]): readonly ResolvedResource[] =>
  stacks.filter(({ kind }) => kind !== 'shared').flatMap(resolveStack)

/** Everything that AWS knows a resource by. */
function identities(stacks: readonly Stack[]): string[] {
  const own = stacks.filter(({ kind }) => kind !== 'shared')
  const resources = owned(stacks).flatMap(({ type, arn, properties }) => {
    if (arn !== undefined) return [arn]
    if (type === 'AWS::Glue::Database') return [`database ${(properties['DatabaseInput'] as { Name: string }).Name}`]
    if (type === 'AWS::SNS::Subscription') return [`${String(properties['TopicArn'])} to ${String(properties['Endpoint'])}`]
    if (type === 'AWS::IAM::RolePolicy') return [`${String(properties['RoleName'])} ${String(properties['PolicyName'])}`]
    if (type === 'AWS::Lambda::EventSourceMapping') return [String(properties['EventSourceArn'])].map((queue) => `from ${queue}`)
    expect(type).toBe('AWS::SQS::QueuePolicy')
    return (properties['Queues'] as string[]).map((queue) => `policy of ${queue}`)
  })
  return [...own.map(({ name }) => name), ...resources]
}

/** What whoever holds a role of one namespace could want of another. */
function requestsFor(namespace: string, resources: readonly ResolvedResource[]): readonly Request[] {
  const arns = (type: string): string[] => resources.flatMap((resource) => (resource.type === type ? (resource.arn ?? []) : []))
  const databases = resources
    .filter(({ type }) => type === 'AWS::Glue::Database')
    .map(({ properties }) => (properties['DatabaseInput'] as { Name: string }).Name)
  const each = (actions: readonly string[], targets: readonly string[]): Request[] =>
    actions.flatMap((action) => targets.map((resource) => ({ action, resource })))
  const glue = 'arn:aws:glue:us-east-1:123456789012'
  return [
    ...each(
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      ['app/study/key', '_work/run/key'].map((key) => `arn:aws:s3:::results/all/${namespace}/${key}`),
    ),
    { action: 's3:ListBucket', resource: 'arn:aws:s3:::results', context: { 's3:prefix': `all/${namespace}/` } },
    ...each(['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'], arns('AWS::SQS::Queue')),
    ...each(['lambda:InvokeFunction'], arns('AWS::Lambda::Function')),
    ...each(['states:StartExecution'], arns('AWS::StepFunctions::StateMachine')),
    ...each(
      ['states:StopExecution'],
      arns('AWS::StepFunctions::StateMachine').map((arn) => `${arn.replace(':stateMachine:', ':execution:')}:run`),
    ),
    ...each(
      ['logs:PutLogEvents'],
      arns('AWS::Logs::LogGroup').map((arn) => `${arn}:log-stream:s`),
    ),
    ...each(
      ['glue:GetTable', 'glue:UpdateTable', 'glue:DeleteTable'],
      databases.flatMap((name) => [`${glue}:database/${name}`, `${glue}:table/${name}/t`]),
    ),
  ]
}

/** What roles of one namespace may do with what is another's. */
function trespasses(stacks: readonly Stack[], namespace: string, others: readonly Stack[]): string[] {
  const requests = requestsFor(namespace, owned(others))
  return rolesOf(owned(stacks)).flatMap((role) =>
    requests.filter((request) => isAllowed(role, request)).map(({ action, resource }) => `${role.role} may ${action} ${resource}`),
  )
}

const pair = fc.tuple(hostile, hostile, refs, refs).filter(([a, b]) => a !== b)

describe('two namespaces', () => {
  test('share no name, whatever they are called', () => {
    fc.assert(
      fc.property(pair, ([a, b, refA, refB]) => {
        const others = new Set(identities(planOf({ namespace: b, ref: refB })))
        expect(identities(planOf({ namespace: a, ref: refA })).filter((identity) => others.has(identity))).toEqual([])
      }),
      { numRuns: 150, seed: 1 },
    )
  })

  test('have roles that do nothing to each other', () => {
    fc.assert(
      fc.property(pair, ([a, b, refA, refB]) => {
        expect(trespasses(planOf({ namespace: a, ref: refA }), b, planOf({ namespace: b, ref: refB }))).toEqual([])
      }),
      { numRuns: 100, seed: 2 },
    )
  })

  test('share nothing with the same namespace of the other environment', () => {
    const [develop, prod] = (['develop', 'prod'] as const).map((environment) => planOf({ environment, namespace: 'bridge-downstream' }))
    const others = new Set(identities(prod!).filter((identity) => !identity.startsWith('database ')))
    expect(identities(develop!).filter((identity) => others.has(identity))).toEqual([])
  })

  test.each([
    ['a pattern that fits a longer name', '${DestinationPrefix}${Namespace}/*', '${DestinationPrefix}${Namespace}*'],
    ['a whole bucket', '${DestinationPrefix}${Namespace}/*', '*'],
  ])('would be found out by these tests: %s', (_, right, wrong) => {
    const broken = planOf({ namespace: 'a' }).map((stack): Stack => {
      const text = JSON.stringify(stack.template).replaceAll(right, wrong)
      return { ...stack, template: JSON.parse(text) as Stack['template'] }
    })
    expect(trespasses(broken, 'a-b', planOf({ namespace: 'a-b' })).length).toBeGreaterThan(0)
  })
})

describe('a namespace', () => {
  test('may do what it has to, each function its own part', () => {
    const namespace = 'my-branch'
    const resources = owned(planOf({ namespace }))
    const requests = requestsFor(namespace, resources)
    const may = rolesOf(resources).flatMap((role) => {
      const allowed = requests.filter((request) => isAllowed(role, request))
      const byResource = Map.groupBy(allowed, ({ resource }) => resource)
      return [...byResource].map(([resource, granted]) => {
        const actions = granted.map(({ action }) => action.replace(/^.*:/, '')).sort()
        return `${role.role.replace(/^.*_/, '')}: ${actions.join(' ')} ${shorten(resource)}`
      })
    })
    expect(may).toMatchInlineSnapshot(`
      [
        "update-catalog: GetObject s3 results/all/my-branch/app/study/key",
        "update-catalog: GetObject s3 results/all/my-branch/_work/run/key",
        "update-catalog: ListBucket s3 results",
        "update-catalog: PutLogEvents logs log-group:/aws/lambda/update-catalog:log-stream:s",
        "update-catalog: DeleteTable GetTable UpdateTable glue database/develop__my_branch__mobile_toolbox__cxhnxd",
        "update-catalog: DeleteTable GetTable UpdateTable glue table/develop__my_branch__mobile_toolbox__cxhnxd/t",
        "update-catalog: DeleteTable GetTable UpdateTable glue database/develop__my_branch__mobile_toolbox__synapse",
        "update-catalog: DeleteTable GetTable UpdateTable glue table/develop__my_branch__mobile_toolbox__synapse/t",
        "on-notification: AbortMultipartUpload DeleteObject GetObject PutObject s3 results/all/my-branch/app/study/key",
        "on-notification: AbortMultipartUpload DeleteObject GetObject PutObject s3 results/all/my-branch/_work/run/key",
        "on-notification: ListBucket s3 results",
        "on-notification: SendMessage sqs invalid",
        "on-notification: SendMessage sqs rebuilds",
        "on-notification: DeleteMessage ReceiveMessage sqs uploads",
        "on-notification: PutLogEvents logs log-group:/aws/lambda/on-notification:log-stream:s",
        "rebuild-partition: AbortMultipartUpload DeleteObject GetObject PutObject s3 results/all/my-branch/app/study/key",
        "rebuild-partition: AbortMultipartUpload DeleteObject GetObject PutObject s3 results/all/my-branch/_work/run/key",
        "rebuild-partition: ListBucket s3 results",
        "rebuild-partition: DeleteMessage ReceiveMessage sqs rebuilds",
        "rebuild-partition: PutLogEvents logs log-group:/aws/lambda/rebuild-partition:log-stream:s",
        "list-work: GetObject s3 results/all/my-branch/app/study/key",
        "list-work: AbortMultipartUpload GetObject PutObject s3 results/all/my-branch/_work/run/key",
        "list-work: ListBucket s3 results",
        "list-work: PutLogEvents logs log-group:/aws/lambda/list-work:log-stream:s",
        "backfill: GetObject s3 results/all/my-branch/app/study/key",
        "backfill: GetObject s3 results/all/my-branch/_work/run/key",
        "backfill: InvokeFunction lambda function:on-notification",
        "backfill: InvokeFunction lambda function:list-work",
        "backfill: StartExecution states stateMachine:backfill",
        "backfill: StartExecution states stateMachine:rebuild",
        "backfill: StopExecution states execution:backfill:run",
        "backfill: StopExecution states execution:rebuild:run",
        "rebuild: GetObject s3 results/all/my-branch/app/study/key",
        "rebuild: GetObject s3 results/all/my-branch/_work/run/key",
        "rebuild: InvokeFunction lambda function:rebuild-partition",
        "rebuild: InvokeFunction lambda function:list-work",
        "rebuild: InvokeFunction lambda function:update-catalog",
        "rebuild: StartExecution states stateMachine:rebuild",
        "rebuild: StopExecution states execution:rebuild:run",
        "schedule: StartExecution states stateMachine:rebuild",
      ]
    `)
  })

  test('reads the uploads of its studies, and not those of Synapse', () => {
    const resources = owned(planOf({ namespace: 'a' }))
    const reads = (part: string, resource: string): boolean =>
      isAllowed(
        rolesOf(resources).find(({ role }) => role.endsWith(`_${part}`))!,
        { action: 's3:GetObject', resource },
      )
    expect(reads('on-notification', 'arn:aws:s3:::uploads/mobile-toolbox/2022-02-15/x.zip')).toBe(true)
    expect(reads('on-notification', 'arn:aws:s3:::uploads/other/x.zip')).toBe(false)
    expect(reads('on-notification', 'arn:aws:s3:::sts/x.zip')).toBe(false)
    expect(reads('rebuild-partition', 'arn:aws:s3:::uploads/mobile-toolbox/x.zip')).toBe(false)
  })

  test('learns that an object is not there, which needs a list without a prefix', () => {
    const [role] = rolesOf(owned(planOf({ namespace: 'a' })))
    expect(isAllowed(role!, { action: 's3:ListBucket', resource: 'arn:aws:s3:::results' })).toBe(true)
  })

  test('has no policy for any resource', () => {
    const anything = rolesOf(owned(planOf({ namespace: 'a' }))).filter(({ statements }) =>
      statements.some(({ Resource }) =>
        [Resource].flat().some((resource) => resource === '*' || /^arn:aws:[a-z0-9]+:[^:]*:[^:]*:\*$/.test(resource)),
      ),
    )
    expect(anything).toEqual([])
  })
})

const shorten = (arn: string): string =>
  arn.replace(/^arn:aws:(\w+):[^:]*:[^:]*:/, '$1 ').replace(/bd-develop-my-branch(_[0-9a-f]{8})?_/, '')

describe('names', () => {
  test('say what they are of', () => {
    expect(namespacePrefix('develop', 'my-branch')).toBe('bd-develop-my-branch')
    expect(versionPrefix('prod', 'bridge-downstream', 'v1.2.0')).toMatch(/^bd-prod-bridge-downstream_[0-9a-f]{8}$/)
    expect(stackName('develop', { kind: 'shared' })).toBe('bd-shared-develop')
    expect(stackName('develop', { kind: 'namespace', namespace: 'shared' })).toBe('bd-namespace-develop-shared')
    expect(stackName('prod', { kind: 'study', namespace: 'n', app: 'a.b', study: 'c' })).toMatch(/^bd-study-prod-n-a-b-c-[0-9a-f]{8}$/)
  })

  test('fit within what AWS takes, however long', () => {
    fc.assert(
      fc.property(hostile, refs, (namespace, ref) => {
        for (const stack of planOf({ namespace, ref })) {
          expect(stack.name).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,127}$/)
          for (const { type, arn } of resolveStack(stack)) {
            if (
              ![
                'AWS::IAM::Role',
                'AWS::Lambda::Function',
                'AWS::Scheduler::Schedule',
                'AWS::StepFunctions::StateMachine',
                'AWS::SQS::Queue',
              ].includes(type)
            )
              continue
            expect(arn!.split(/[:/]/).at(-1)).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
          }
        }
      }),
      { numRuns: 100, seed: 3 },
    )
  })

  test('keep versions of a namespace apart', () => {
    const [one, two] = ['v1', 'v2'].map((ref) => planOf({ namespace: 'a', ref }).filter(({ kind }) => kind === 'version'))
    const others = new Set(identities(two!))
    expect(identities(one!).filter((identity) => others.has(identity))).toEqual([])
  })
})
