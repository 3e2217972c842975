import type { Stack } from '../../src/deploy/plan-stacks.js'
import type { Resource, Value } from '../../src/templates/template.js'

const ACCOUNT = '123456789012'
const REGION = 'us-east-1'
const PSEUDO = new Map([
  ['AWS::AccountId', ACCOUNT],
  ['AWS::Region', REGION],
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
])

/** Which property names a resource, and what its ARN is. */
const NAMED = new Map<string, { readonly property: string; readonly arn: (name: string) => string }>([
  ['AWS::S3::Bucket', { property: 'BucketName', arn: (name) => `arn:aws:s3:::${name}` }],
  ['AWS::SQS::Queue', { property: 'QueueName', arn: (name) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}` }],
  ['AWS::SNS::Topic', { property: 'TopicName', arn: (name) => `arn:aws:sns:${REGION}:${ACCOUNT}:${name}` }],
  ['AWS::Lambda::Function', { property: 'FunctionName', arn: (name) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}` }],
  ['AWS::IAM::Role', { property: 'RoleName', arn: (name) => `arn:aws:iam::${ACCOUNT}:role/${name}` }],
  ['AWS::Logs::LogGroup', { property: 'LogGroupName', arn: (name) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}` }],
  ['AWS::CloudWatch::Alarm', { property: 'AlarmName', arn: (name) => `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}` }],
  ['AWS::Scheduler::Schedule', { property: 'Name', arn: (name) => `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/${name}` }],
  [
    'AWS::StepFunctions::StateMachine',
    { property: 'StateMachineName', arn: (name) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}` },
  ],
])

export interface ResolvedResource {
  readonly id: string
  readonly type: string
  readonly properties: { readonly [name: string]: unknown }
  /** Of the types that have one of their own. */
  readonly arn: string | undefined
}

const ABSENT = Symbol('AWS::NoValue')

/** A stack's resources with every function of the template worked out, as CloudFormation would. Knows only what the templates use. */
export function resolveStack(stack: Stack): readonly ResolvedResource[] {
  const { Parameters, Conditions = {}, Resources } = stack.template

  const parameter = (name: string): string | readonly string[] | undefined => {
    const declared = Object.hasOwn(Parameters, name) ? Parameters[name] : undefined
    if (declared === undefined) return PSEUDO.get(name)
    const value = String(stack.parameters[name] ?? declared.Default)
    if (declared.Type !== 'CommaDelimitedList') return value
    return value === '' ? [] : value.split(',')
  }
  const nameOf = (resource: Resource): string => String(resolve(resource.Properties[NAMED.get(resource.Type)?.property ?? '']!))
  const arnOf = (id: string): string => {
    const resource = Resources[id]!
    return NAMED.get(resource.Type)!.arn(nameOf(resource))
  }
  const isArn = (type: string): boolean => type === 'AWS::SNS::Topic' || type === 'AWS::StepFunctions::StateMachine'
  const refer = (name: string): unknown => {
    if (name === 'AWS::NoValue') return ABSENT
    const value = parameter(name)
    if (value !== undefined) return value
    const resource = Resources[name]
    if (resource === undefined) throw new Error(`Nothing is called ${name}`)
    if (resource.Type === 'AWS::SQS::Queue') return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${nameOf(resource)}`
    return isArn(resource.Type) ? arnOf(name) : nameOf(resource)
  }
  const substitute = (text: string): string =>
    text.replaceAll(/\$\{([A-Za-z:.]+)\}/g, (_, name: string) => (name.endsWith('.Arn') ? arnOf(name.slice(0, -4)) : String(refer(name))))
  const holds = (name: string): boolean => resolve(Conditions[name]!) === true

  const call = (name: string, argument: Value): unknown => {
    const list = argument as readonly Value[]
    if (name === 'Ref') return refer(argument as string)
    if (name === 'Fn::Sub') return substitute(argument as string)
    if (name === 'Fn::GetAtt') return list[1] === 'Arn' ? arnOf(list[0] as string) : nameOf(Resources[list[0] as string]!)
    if (name === 'Fn::If') return resolve(holds(list[0] as string) ? list[1]! : list[2]!)
    if (name === 'Fn::Equals') return resolve(list[0]!) === resolve(list[1]!)
    if (name === 'Fn::Not') return resolve(list[0]!) !== true
    if (name === 'Fn::Join') return (resolve(list[1]!) as string[]).join(list[0] as string)
    if (name === 'Fn::Split') return (resolve(list[1]!) as string).split(list[0] as string)
    if (name === 'Fn::Select') return (resolve(list[1]!) as unknown[])[list[0] as number]
    return undefined
  }

  function resolve(value: Value): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((element) => element !== ABSENT)
    if (typeof value !== 'object') return value
    const entries = Object.entries<Value>(value as { readonly [name: string]: Value })
    const [only] = entries
    if (entries.length === 1 && only !== undefined) {
      const result = call(...only)
      if (result !== undefined) return result
    }
    return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner)]).filter(([, inner]) => inner !== ABSENT))
  }

  return Object.entries(Resources)
    .filter(([, { Condition }]) => Condition === undefined || holds(Condition))
    .map(([id, resource]) => ({
      id,
      type: resource.Type,
      properties: resolve(resource.Properties) as ResolvedResource['properties'],
      arn: NAMED.has(resource.Type) ? arnOf(id) : undefined,
    }))
}
