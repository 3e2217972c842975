import { artifactPrefix, type Origin } from '../artifacts/artifact-place.js'
import type { FunctionPart } from '../artifacts/pack-artifacts.js'
import type { Config, StudyConfig } from '../config/config.js'
import { databaseOf } from '../config/study-place.js'
import { namespacePrefix, stackName, versionPrefix, type StackScope } from '../templates/names.js'
import { TEMPLATES, type StackKind } from '../templates/templates.js'
import type { Template } from '../templates/template.js'
import { REBUILD_WINDOW_SECONDS } from '../templates/version-functions.js'
import { VISIBILITY_FACTOR } from '../templates/version-template.js'
import type { DeploySettings, ParameterValues } from './deploy-settings.js'
import { parseBucketUrl, uploadAccess } from './upload-places.js'

/** A stack as it is to be. */
export interface Stack {
  readonly kind: StackKind
  /** What it is of, for people, such as `mobile-toolbox/cxhnxd`. */
  readonly of: string
  readonly name: string
  readonly template: Template
  readonly parameters: Readonly<Record<string, string>>
  /** Names of the parameters that say whose it is, which a file of parameters may not set. */
  readonly fixed: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  /** Whether CloudFormation refuses to delete it. */
  readonly isProtected: boolean
}

/** Parameters as requests and the AWS CLI have them. */
export function parameterList({ parameters }: Stack): { readonly ParameterKey: string; readonly ParameterValue: string }[] {
  return Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))
}

export interface PlanOptions extends Origin {
  readonly config: Config
  /** URL of the store of the code. */
  readonly artifacts: string
  /** File of each function’s code. Needed for the stack of the version. */
  readonly files?: ReadonlyMap<FunctionPart, string> | undefined
  readonly settings: DeploySettings
}

/**
 * All stacks of a namespace, in the order in which they need each other. Nothing is asked of AWS: every name is made from the
 * configuration.
 */
export function planStacks(options: PlanOptions): readonly Stack[] {
  const { config, settings } = options
  const { environment, namespace } = config
  const code = parseBucketUrl(options.artifacts, 'the code')
  const results = parseBucketUrl(config.destination, 'the results')
  const destination = { DestinationBucketName: results.bucket, DestinationPrefix: results.prefix }
  const names = { Environment: environment, Namespace: namespace, NamespacePrefix: namespacePrefix(environment, namespace) }
  const VersionPrefix = versionPrefix(environment, namespace, options.ref)
  const tokenParameter = config.synapseTokenParameter ?? ''
  const ofApps = [...new Set(config.studies.map(({ app }) => app))].filter((app) => settings.apps?.[app] !== undefined)
  return [
    plan(options, { kind: 'shared' }, [
      { Environment: environment, ArtifactBucketName: code.bucket, DestinationBucketName: results.bucket },
      // A bucket of both is made once.
      { EncryptionKeyArn: '', CreateArtifactBucket: code.bucket === results.bucket ? 'false' : 'true' },
      settings.shared,
    ]),
    plan(options, { kind: 'namespace', namespace }, [{ ...names, ...destination }, { EncryptionKeyArn: '' }, settings.namespace]),
    plan(options, { kind: 'version', namespace, ref: options.ref }, [
      { ...names, VersionPrefix, ...destination, ArtifactBucketName: code.bucket, ...codeKeys(options, code.prefix) },
      {
        EncryptionKeyArn: '',
        LogLevel: config.logLevel,
        SynapseTokenParameter: tokenParameter,
        SynapseTokenPath: tokenParameter === '' ? '' : `/${tokenParameter.replace(/^\//, '')}`,
        ...uploadAccess(config.studies),
        UploadTopicArns: topicsOf(settings),
        ...visibilities(settings.version),
      },
      settings.version,
    ]),
    ...ofApps.map((app) => plan(options, { kind: 'app', namespace, app }, [{ App: app, VersionPrefix }, {}, settings.apps?.[app]])),
    ...config.studies.map((study) => planStudy(options, study, { NamespacePrefix: names.NamespacePrefix, VersionPrefix })),
  ]
}

function planStudy(options: PlanOptions, study: StudyConfig, prefixes: ParameterValues): Stack {
  const { app, study: name } = study
  return plan(options, { kind: 'study', namespace: options.config.namespace, app, study: name }, [
    { ...prefixes, App: app, Study: name, DatabaseName: databaseOf(options.config, study) },
    {},
    options.settings.studies?.[`${app}/${name}`],
  ])
}

type Layers = readonly [fixed: ParameterValues, proposed: ParameterValues, given: ParameterValues | undefined]

function plan({ config, settings, repo, ref }: PlanOptions, scope: StackScope, [fixed, proposed, given]: Layers): Stack {
  const template = TEMPLATES[scope.kind]
  const forAll = Object.entries(settings.all ?? {}).filter(([name]) => Object.hasOwn(template.Parameters, name))
  const merged = { ...proposed, ...Object.fromEntries(forAll), ...given, ...fixed }
  return {
    kind: scope.kind,
    of: describe(scope),
    name: stackName(config.environment, scope),
    template,
    parameters: Object.fromEntries(
      Object.entries(merged).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
    ),
    fixed: Object.keys(fixed).filter((name) => given !== undefined && Object.hasOwn(given, name)),
    tags: tagsOf(config, scope, { repo, ref }),
    isProtected: scope.kind === 'shared' || config.environment === 'prod',
  }
}

function describe(scope: StackScope): string {
  if (scope.kind === 'shared') return 'all namespaces'
  if (scope.kind === 'namespace') return scope.namespace
  if (scope.kind === 'version') return scope.ref
  return scope.kind === 'app' ? scope.app : `${scope.app}/${scope.study}`
}

/** What a stack is told apart by when a namespace is removed. */
export const TAGS = {
  kind: 'bridge-downstream:kind',
  environment: 'bridge-downstream:environment',
  namespace: 'bridge-downstream:namespace',
  ref: 'bridge-downstream:ref',
  repo: 'bridge-downstream:repo',
} as const

function tagsOf({ environment }: Config, scope: StackScope, { repo, ref }: Origin): Readonly<Record<string, string>> {
  return {
    [TAGS.kind]: scope.kind,
    [TAGS.environment]: environment,
    ...('namespace' in scope ? { [TAGS.namespace]: scope.namespace } : {}),
    ...(scope.kind === 'version' ? { [TAGS.ref]: tagValue(ref), [TAGS.repo]: tagValue(repo) } : {}),
  }
}

/** A tag holds 256 letters, digits, spaces and a few signs. */
const tagValue = (text: string): string => text.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_').slice(0, 256)

function codeKeys({ files, repo, ref }: PlanOptions, prefix: string): ParameterValues {
  const keyOf = (part: FunctionPart): string => {
    const file = files?.get(part)
    return file === undefined ? '' : `${prefix}${artifactPrefix({ repo, ref })}${file}`
  }
  return {
    OnNotificationKey: keyOf('on-notification'),
    RebuildPartitionKey: keyOf('rebuild-partition'),
    ListWorkKey: keyOf('list-work'),
    UpdateCatalogKey: keyOf('update-catalog'),
  }
}

function topicsOf({ apps = {}, studies = {} }: DeploySettings): string[] {
  const topics = [...Object.values(apps), ...Object.values(studies)].flatMap(({ UploadTopicArn }) => UploadTopicArn ?? [])
  return [...new Set(topics.map(String))].filter((topic) => topic !== '').sort()
}

/** A message has to stay hidden for as long as the function may take, with room for calls that Lambda holds back. */
function visibilities(given: ParameterValues | undefined): ParameterValues {
  const seconds = (id: string): number => {
    const timeout = given?.[`${id}TimeoutSeconds`] ?? TEMPLATES.version.Parameters[`${id}TimeoutSeconds`]?.Default
    return VISIBILITY_FACTOR * Number(timeout)
  }
  return {
    UploadVisibilitySeconds: seconds('OnNotification'),
    RebuildVisibilitySeconds: seconds('RebuildPartition') + REBUILD_WINDOW_SECONDS,
  }
}
