import { OptionError } from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
import path from 'node:path'
import { openDeployment, type PackedDeployment } from '../artifacts/open-deployment.js'
import type { Artifact } from '../artifacts/pack-artifacts.js'
import type { StackResult } from '../deploy/apply-stack.js'
import { checkStacks } from '../deploy/check-stacks.js'
import { connectCloudFormation } from '../deploy/cloud-formation.js'
import type { DeploySettings } from '../deploy/deploy-settings.js'
import { deploy } from '../deploy/deploy.js'
import { namespaceOfBranch } from '../deploy/namespace-of-branch.js'
import { planStacks, type Stack } from '../deploy/plan-stacks.js'
import { writeRendered } from '../deploy/write-rendered.js'
import { readJsonFile } from '../study/read-json-file.js'
import type { StackKind } from '../templates/templates.js'
import { artifactsUrl, DEFAULT_REPO } from './artifacts-command.js'
import type { CommandIo } from './command-io.js'
import { formatTable } from './format-table.js'
import { interruptible } from './interrupt.js'
import { openDestination } from './open-destination.js'
import { removeNamespace } from './remove-namespace-action.js'

export interface DeployCommandOptions {
  readonly env?: string
  readonly namespace?: string
  readonly branch?: string
  readonly config?: string
  readonly repo: string
  readonly ref?: string
  readonly artifacts?: string
  readonly bundles?: string
  readonly parameters?: string
  readonly only?: readonly Part[]
  readonly dryRun?: boolean
  readonly out?: string
  readonly remove?: boolean
  readonly yes?: boolean
  readonly deleteData?: boolean
  readonly json?: boolean
}

const PARTS = ['shared', 'namespace', 'version', 'studies'] as const
type Part = (typeof PARTS)[number]

const EXAMPLES = `
Examples:
  bridge-downstream deploy --env develop --namespace my-branch --artifacts s3://my-code --dry-run
  bridge-downstream deploy --env develop --branch feature/x --ref feature/x --artifacts s3://my-code
  bridge-downstream deploy --env prod --ref v1.2.0 --parameters prod.json --dry-run --out rendered
  bridge-downstream deploy --env prod --ref v1.3.0 --only version
  bridge-downstream deploy --env prod --ref v1.3.0 --only studies
  bridge-downstream deploy --remove --env develop --namespace my-branch --yes

--only version puts v1.3.0 beside v1.2.0, which goes on taking new uploads; --only studies then sends new uploads to it.
Stacks are created or updated in the order in which they need each other: shared, namespace, version, studies. --dry-run asks AWS
nothing; with --out it writes templates, parameters for the AWS CLI, and sceptre's config/.
--parameters names a JSON file of values: {"all": {}, "shared": {}, "namespace": {}, "version": {}, "apps": {"app": {}}, "studies": {"app/study": {}}}.
Exit codes: 0 done; 1 wrong use, or a stack failed: what is before it is done.`

/** `bridge-downstream deploy`: stacks of an environment and a namespace, through CloudFormation. */
export function addDeployCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  program
    .command('deploy')
    .description('create, update or remove the stacks of a namespace')
    .option('--env <name>', 'develop or prod (default: what the configuration says)')
    .addOption(new Option('--namespace <name>', 'first folder of everything that is written').conflicts('branch'))
    .option('--branch <name>', 'a branch, whose namespace is meant')
    .option('--config <file>', 'the configuration (default: $BRIDGE_DOWNSTREAM_CONFIG, else bridge-downstream.json)')
    .option('--repo <name>', 'repository that the code is of', DEFAULT_REPO)
    .option('--ref <name>', 'branch or tag that the code is of (default: main; with --remove: all)')
    .option('--artifacts <url>', 'store of the code, such as s3://bucket (default: $BRIDGE_DOWNSTREAM_ARTIFACTS)')
    .option('--bundles <dir>', 'folder of the bundles (default: that of this package)')
    .option('--parameters <file>', 'JSON file of values for parameters of the stacks (default: $BRIDGE_DOWNSTREAM_PARAMETERS)')
    .addOption(new Option('--only <parts...>', 'only these stacks').choices(PARTS))
    .option('--dry-run', 'render and validate, and ask AWS nothing')
    .option('--out <dir>', 'with --dry-run: write templates, parameters, and config for sceptre')
    .option('--remove', 'remove the namespace, or with --ref one version of it')
    .option('--yes', 'with --remove: do it, rather than say what would go')
    .option('--delete-data', 'with --remove: remove the results of the namespace as well')
    .option('--json', 'print JSON instead of a summary')
    .addHelpText('after', EXAMPLES)
    .action(async (options: DeployCommandOptions) => {
      checkOptions(options)
      const deployment = await openDeployment(
        {
          file: options.config,
          env: io.env,
          arguments: {
            environment: options.env,
            namespace: options.branch === undefined ? options.namespace : namespaceOfBranch(options.branch),
          },
          cwd: io.cwd,
        },
        options.bundles,
      )
      if (options.remove) {
        setExitCode(await removeNamespace(deployment.config, options, io))
        return
      }
      const ref = options.ref ?? 'main'
      const artifactsAt = artifactsUrl(options.artifacts, io)
      const settings = await readSettings(options.parameters, io)
      const { stacks, artifacts } = await planAll(deployment, { ...options, ref, artifactsAt, settings })
      checkStacks(stacks)
      if (options.dryRun) {
        await showPlan(stacks, deployment.config.environment, options, io)
        return
      }
      const codeStore = openDestination(artifactsAt, io.cwd).store
      const results = await interruptible(async (signal) => {
        const cloud = await connectCloudFormation(signal)
        return deploy(cloud, {
          stacks,
          artifacts,
          codeStore,
          repo: options.repo,
          ref,
          signal,
          onStart: ({ name }) => io.stderr.write(`${name} …\n`),
          onResult: (result) => options.json || io.stdout.write(describeResult(result)),
        })
      })
      if (options.json) io.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
    })
}

function checkOptions({ remove, yes, deleteData, dryRun, out, only }: DeployCommandOptions): void {
  const wrong = [
    !remove && yes && '--yes is for --remove',
    !remove && deleteData && '--delete-data is for --remove',
    remove && only && '--only is not for --remove',
    out !== undefined && !dryRun && '--out needs --dry-run',
  ].find((problem) => typeof problem === 'string')
  if (typeof wrong === 'string') throw new OptionError(wrong, { code: 'bad-option' })
}

async function readSettings(option: string | undefined, { env, cwd }: CommandIo): Promise<DeploySettings> {
  const file = option ?? env['BRIDGE_DOWNSTREAM_PARAMETERS'] ?? ''
  if (file === '') return {}
  // As where a configuration is read: what checks it is loaded when there is one.
  const { parseDeploySettings } = await import('../deploy/deploy-settings.js')
  return parseDeploySettings(await readJsonFile(file, 'file of parameters', cwd))
}

interface PlanAllOptions {
  readonly repo: string
  readonly ref: string
  readonly artifactsAt: string
  readonly settings: DeploySettings
  readonly only?: readonly Part[] | undefined
}

async function planAll(
  deployment: PackedDeployment,
  options: PlanAllOptions,
): Promise<{ stacks: readonly Stack[]; artifacts: readonly Artifact[] }> {
  const { repo, ref, artifactsAt, settings, only = PARTS } = options
  const artifacts = only.includes('version') ? await deployment.pack() : []
  const files = new Map(artifacts.map(({ part, file }) => [part, file] as const))
  const stacks = planStacks({ config: deployment.config, artifacts: artifactsAt, repo, ref, files, settings })
  return { stacks: stacks.filter(({ kind }) => only.includes(partOf(kind))), artifacts }
}

const partOf = (kind: StackKind): Part => (kind === 'app' || kind === 'study' ? 'studies' : kind)

async function showPlan(stacks: readonly Stack[], environment: string, { out, json }: DeployCommandOptions, io: CommandIo): Promise<void> {
  const files = out === undefined ? [] : await writeRendered(stacks, environment, path.resolve(io.cwd, out))
  if (json) {
    const shown = stacks.map(({ kind, of, name, parameters, tags }) => ({ kind, of, name, parameters, tags }))
    io.stdout.write(`${JSON.stringify(shown, null, 2)}\n`)
    return
  }
  for (const stack of stacks) {
    const rows = Object.entries(stack.parameters).map(([name, value]) => [`  ${name}`, value])
    io.stdout.write(`${stack.name}  (${stack.kind}: ${stack.of})\n${formatTable(['  parameter', 'value'], rows, ['left', 'left'])}\n\n`)
  }
  io.stdout.write(`${stacks.length} stacks, in this order; all parameters are valid. Nothing was asked of AWS.\n`)
  if (out !== undefined) io.stdout.write(`${files.length} files written to ${out}.\n`)
}

const SIGNS = { added: '+', changed: '~', removed: '-' } as const

function describeResult({ stack, outcome, resources }: StackResult): string {
  return [`${stack}  ${outcome}`, ...resources.map(({ change, id, type }) => `  ${SIGNS[change]} ${id}  ${type}`)].join('\n') + '\n'
}
