import { OptionError, type Store } from '@bridge-downstream/core'
import type { Command } from 'commander'
import type { Origin } from '../artifacts/artifact-place.js'
import { listArtifacts, removeArtifacts, uploadArtifacts, type OriginFilter, type StoredArtifact } from '../artifacts/artifacts.js'
import { openDeployment } from '../artifacts/open-deployment.js'
import type { CommandIo } from './command-io.js'
import { formatTable } from './format-table.js'
import { interruptible } from './interrupt.js'
import { openDestination } from './open-destination.js'

interface PlaceOptions {
  readonly artifacts?: string
  readonly repo: string
  readonly json?: boolean
}

interface UploadOptions extends PlaceOptions, Origin {
  readonly repo: string
  readonly config?: string
  readonly bundles?: string
  readonly dryRun?: boolean
}

interface RemoveOptions extends PlaceOptions, Origin {
  readonly repo: string
  readonly dryRun?: boolean
}

export const DEFAULT_REPO = 'bridge-downstream'

const UPLOAD_EXAMPLES = `
Examples:
  bridge-downstream artifacts upload --artifacts s3://my-code --ref main
  bridge-downstream artifacts upload --artifacts s3://my-code --repo owner/name --ref feature/x --dry-run

Each ZIP holds a function's bundle, the configuration, and the files that it names. The same inputs make the same bytes; what is there
already is not written again.`

const LIST_EXAMPLES = `
Examples:
  bridge-downstream artifacts list --artifacts s3://my-code
  bridge-downstream artifacts list --artifacts s3://my-code --repo owner/name --ref main --json`

const REMOVE_EXAMPLES = `
Examples:
  bridge-downstream artifacts remove --artifacts s3://my-code --ref feature/x --dry-run
  bridge-downstream artifacts remove --artifacts s3://my-code --ref feature/x

Only this ref's go. Functions that run keep their code.`

/** `bridge-downstream artifacts`: the code of the functions, by repository and ref. */
export function addArtifactsCommand(program: Command, io: CommandIo): void {
  const group = program
    .command('artifacts')
    .description('upload, list and remove the code of the functions, under {repo}/{ref}/')
    .addHelpText('after', UPLOAD_EXAMPLES)

  addPlaceOptions(group.command('upload').description('pack the functions with the configuration, and upload what is not there yet'))
    .option('--repo <name>', 'repository that the code is of', DEFAULT_REPO)
    .requiredOption('--ref <name>', 'branch or tag that the code is of')
    .option('--config <file>', 'the configuration (default: $BRIDGE_DOWNSTREAM_CONFIG, else bridge-downstream.json)')
    .option('--bundles <dir>', 'folder of the bundles (default: that of this package)')
    .option('--dry-run', 'say what would be uploaded, and do nothing')
    .addHelpText('after', UPLOAD_EXAMPLES)
    .action(async ({ repo, ref, config, bundles, dryRun, json, artifacts }: UploadOptions) => {
      const store = openArtifacts(artifacts, io)
      const deployment = await openDeployment({ file: config, env: io.env, cwd: io.cwd }, bundles)
      const packed = await deployment.pack()
      const uploaded = await interruptible((signal) => uploadArtifacts(store, { repo, ref }, packed, { dryRun, signal }))
      const done = dryRun ? 'would be uploaded' : 'uploaded'
      const rows = uploaded.map(({ key, sizeBytes, isNew }) => [key, String(sizeBytes), isNew ? done : 'is there'])
      print(io, json, uploaded, formatTable(['key', 'bytes', ''], rows, ['left', 'right', 'left']))
    })

  addPlaceOptions(group.command('list').description('show what is there, with sizes and dates'))
    .option('--repo <name>', 'only of this repository')
    .option('--ref <name>', 'only of this branch or tag (needs --repo)')
    .addHelpText('after', LIST_EXAMPLES)
    .action(async ({ repo, ref, json, artifacts }: OriginFilter & Omit<PlaceOptions, 'repo'>) => {
      if (ref !== undefined && repo === undefined) throw new OptionError('--ref needs --repo', { code: 'bad-option' })
      const store = openArtifacts(artifacts, io)
      const stored = await interruptible((signal) => Array.fromAsync(listArtifacts(store, { repo, ref }, { signal })))
      print(
        io,
        json,
        stored,
        formatTable(['repo', 'ref', 'file', 'bytes', 'uploaded'], stored.map(rowOf), ['left', 'left', 'left', 'right', 'left']),
      )
    })

  addPlaceOptions(group.command('remove').description('remove what was uploaded for a branch or tag'))
    .option('--repo <name>', 'repository that the code is of', DEFAULT_REPO)
    .requiredOption('--ref <name>', 'branch or tag that the code is of')
    .option('--dry-run', 'say what would be removed, and do nothing')
    .addHelpText('after', REMOVE_EXAMPLES)
    .action(async ({ repo, ref, dryRun, json, artifacts }: RemoveOptions) => {
      const store = openArtifacts(artifacts, io)
      const keys = await interruptible((signal) => removeArtifacts(store, { repo, ref }, { dryRun, signal }))
      const done = dryRun ? 'would be removed' : 'removed'
      print(
        io,
        json,
        keys,
        keys.length === 0
          ? 'There is nothing of this ref.'
          : formatTable(
              ['key', ''],
              keys.map((key) => [key, done]),
              ['left', 'left'],
            ),
      )
    })
}

function addPlaceOptions(command: Command): Command {
  return command
    .option('--artifacts <url>', 'store of the code, such as s3://bucket (default: $BRIDGE_DOWNSTREAM_ARTIFACTS)')
    .option('--json', 'print JSON instead of a table')
}

/** @throws OptionError `no-artifacts` if neither the option nor the environment names the store. */
export function artifactsUrl(option: string | undefined, io: CommandIo): string {
  const url = option ?? io.env['BRIDGE_DOWNSTREAM_ARTIFACTS']
  if (url !== undefined && url !== '') return url
  throw new OptionError('It is not said where the code of the functions lies', {
    code: 'no-artifacts',
    hint: 'Give --artifacts s3://bucket, or set BRIDGE_DOWNSTREAM_ARTIFACTS.',
  })
}

function openArtifacts(option: string | undefined, io: CommandIo): Store {
  return openDestination(artifactsUrl(option, io), io.cwd).store
}

function print(io: CommandIo, json: boolean | undefined, value: unknown, text: string): void {
  io.stdout.write(`${json ? JSON.stringify(value, null, 2) : text}\n`)
}

function rowOf({ repo, ref, file, sizeBytes, uploadedOn }: StoredArtifact): string[] {
  return [repo, ref, file, String(sizeBytes), uploadedOn ?? '']
}
