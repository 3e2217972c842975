import { functionAlarms } from './alarms.js'
import { policyDocument, TRUST_LAMBDA, writeLog } from './policies.js'
import { arnOf, either, NO_VALUE, ref, sub, type Resource, type Value } from './template.js'

export interface FunctionOptions {
  /** Last part of its name, and that of its bundle, such as `on-notification`. */
  readonly part: string
  /** What it may do besides writing its log. */
  readonly statements: readonly Value[]
  readonly reasons?: { readonly [name: string]: Value }
}

/** A function with a log group and a role of its own, and its alarms. Its memory, time and code are parameters that begin with `id`. */
export function lambdaFunction(id: string, { part, statements, reasons }: FunctionOptions): Readonly<Record<string, Resource>> {
  const name = `\${VersionPrefix}_${part}`
  return {
    [`${id}Log`]: logGroup(name),
    [`${id}Role`]: functionRole(name, [writeLog(`/aws/lambda/${name}`), ...statements], reasons),
    [id]: lambda(id, { name, part, logGroup: ref(`${id}Log`), role: arnOf(`${id}Role`) }),
    ...functionAlarms(id, name),
  }
}

export function logGroup(name: string): Resource {
  return {
    Type: 'AWS::Logs::LogGroup',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: { LogGroupName: sub(`/aws/lambda/${name}`), RetentionInDays: ref('LogRetentionDays') },
  }
}

export function functionRole(
  name: string,
  statements: readonly Value[],
  reasons: { readonly [name: string]: Value } | undefined,
): Resource {
  return {
    Type: 'AWS::IAM::Role',
    ...(reasons === undefined ? {} : { Metadata: reasons }),
    Properties: {
      RoleName: sub(name),
      AssumeRolePolicyDocument: TRUST_LAMBDA,
      Policies: [{ PolicyName: 'own', PolicyDocument: policyDocument(...statements) }],
    },
  }
}

interface Lambda {
  readonly name: string
  readonly part: string
  readonly logGroup: Value
  readonly role: Value
}

export function lambda(id: string, { name, part, logGroup, role }: Lambda): Resource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: sub(name),
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: `${part}.handler`,
      Code: { S3Bucket: ref('ArtifactBucketName'), S3Key: ref(`${id}Key`) },
      Role: role,
      MemorySize: ref(`${id}MemoryMb`),
      Timeout: ref(`${id}TimeoutSeconds`),
      LoggingConfig: { LogFormat: 'JSON', LogGroup: logGroup },
      Environment: { Variables: VARIABLES },
    },
  }
}

/** What a function is told of its deployment; all else is in the configuration that its bundle holds. */
const VARIABLES: Value = {
  BRIDGE_DOWNSTREAM_CONFIG: 'bridge-downstream.json',
  BRIDGE_DOWNSTREAM_ENVIRONMENT: ref('Environment'),
  BRIDGE_DOWNSTREAM_NAMESPACE: ref('Namespace'),
  BRIDGE_DOWNSTREAM_DESTINATION: sub('s3://${DestinationBucketName}/${DestinationPrefix}'),
  BRIDGE_DOWNSTREAM_INVALID_QUEUE_URL: sub('https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/${NamespacePrefix}_invalid'),
  // Without it nothing is asked for when uploads come in.
  BRIDGE_DOWNSTREAM_REBUILD_QUEUE_URL: either('RebuildsOnUpload', ref('Rebuilds'), NO_VALUE),
  BRIDGE_DOWNSTREAM_SYNAPSE_TOKEN_PARAMETER: either('HasSynapseToken', ref('SynapseTokenParameter'), NO_VALUE),
  BRIDGE_DOWNSTREAM_LOG_LEVEL: ref('LogLevel'),
  NODE_OPTIONS: '--enable-source-maps',
}
