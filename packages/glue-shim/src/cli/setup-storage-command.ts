import { OptionError } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import type { Command } from 'commander'
import { openBucketSettings } from '../synapse/bucket-settings.js'
import { OWNER_FILE } from '../synapse/owner-file.js'
import { setupStorage, type StorageReport } from '../synapse/setup-storage.js'
import { SYNAPSE_CORS, mergePolicy, synapseStatements } from '../synapse/storage-policy.js'
import type { CommandIo } from './command-io.js'
import { formatTable } from './format-table.js'
import { interruptible } from './interrupt.js'
import { addSynapseOptions, openSession, type SynapseFlags } from './synapse-options.js'

interface SetupStorageCommandOptions extends SynapseFlags {
  readonly parent: string
  readonly folderName: string
  readonly bucket: string
  readonly baseKey: string
  readonly configureBucket?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream setup-storage --parent syn100 --folder-name parquet --bucket study-parquet --dry-run
  bridge-downstream setup-storage --parent syn100 --folder-name parquet --bucket study-parquet --base-key main --configure-bucket

The account of the token becomes an owner, by a line in ${OWNER_FILE}. What is there already is left as it is; a folder that has another storage
is an error. With --configure-bucket, statements of the bucket's policy and CORS rules that are not ours are kept; without, they are printed.
Exit codes: 0 done; 1 wrong use or a failure: run again, it goes on where it was.`

/** `bridge-downstream setup-storage`: a Synapse folder over a place in S3, with STS. */
export function addSetupStorageCommand(program: Command, io: CommandIo): void {
  addSynapseOptions(
    program
      .command('setup-storage')
      .description('make a Synapse folder over a place in S3, whose credentials Synapse lends by STS')
      .requiredOption('--parent <id>', 'Synapse project or folder that it is made in')
      .requiredOption('--folder-name <name>', 'name of the folder')
      .requiredOption('--bucket <name>', 'S3 bucket')
      .option('--base-key <prefix>', "prefix of the folder's keys", '')
      .option('--configure-bucket', "set the bucket's policy and CORS as well")
      .option('--dry-run', 'print what would be done, and ask nobody anything')
      .option('--json', 'print it as JSON'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: SetupStorageCommandOptions) => {
      const { parent, folderName, bucket, configureBucket, dryRun, json, region } = options
      if (!/^syn\d+$/.test(parent))
        throw new OptionError('--parent is no id of Synapse', { code: 'bad-option', hint: 'It is like syn123.' })
      const baseKey = options.baseKey.replace(/^\/+|\/+$/g, '')
      const policy = mergePolicy(undefined, synapseStatements(bucket, baseKey))
      const bucketTexts = { policy, cors: { CORSRules: [SYNAPSE_CORS] } }
      if (dryRun) {
        io.stdout.write(
          json
            ? `${JSON.stringify({ version: 1, isDryRun: true, steps: planned(options, baseKey), bucket: bucketTexts }, null, 2)}\n`
            : describePlan(planned(options, baseKey), bucketTexts),
        )
        return
      }
      const report = await interruptible(async (signal) => {
        const endpoint = io.env['AWS_ENDPOINT_URL_S3'] ?? io.env['AWS_ENDPOINT_URL']
        const store = openStore(`s3://${bucket}/${baseKey}`, { endpoint, region, signal })
        const bucketSettings = configureBucket ? await openBucketSettings(bucket, { region, endpoint }) : undefined
        try {
          return await setupStorage(openSession(options, io, signal), {
            parentId: parent,
            folderName,
            bucket,
            baseKey,
            store,
            bucketSettings,
          })
        } finally {
          bucketSettings?.close()
        }
      })
      const texts = configureBucket ? {} : { bucket: bucketTexts }
      io.stdout.write(
        json
          ? `${JSON.stringify({ ...report, ...texts }, null, 2)}\n`
          : `${describeReport(report)}${configureBucket ? '' : describeBucket(bucketTexts)}`,
      )
    })
}

interface PlannedStep {
  readonly step: StorageReport['steps'][number]['step']
  readonly what: string
}

interface BucketTexts {
  readonly policy: unknown
  readonly cors: unknown
}

function planned({ bucket, folderName, parent, configureBucket }: SetupStorageCommandOptions, baseKey: string): PlannedStep[] {
  const place = `s3://${bucket}/${baseKey === '' ? '' : `${baseKey}/`}`
  return [
    { step: 'owner-file', what: `a line in ${place}${OWNER_FILE} with the id of the token's account` },
    ...(configureBucket
      ? ([
          { step: 'bucket-policy', what: `the statements below in the policy of ${bucket}` },
          { step: 'bucket-cors', what: `the rule below among the CORS rules of ${bucket}` },
        ] as const)
      : []),
    { step: 'folder', what: `a folder ${JSON.stringify(folderName)} in ${parent}` },
    { step: 'storage-location', what: `a storage location at ${place}, with STS` },
    { step: 'project-setting', what: 'the location as the storage of the folder' },
  ]
}

function describePlan(steps: readonly PlannedStep[], texts: BucketTexts): string {
  const table = formatTable(
    ['step', 'would be made, where it is not there'],
    steps.map(({ step, what }) => [step, what]),
    ['left', 'left'],
  )
  return `${table}\n${describeBucket(texts)}`
}

function describeReport({ folderId, storageLocationId, steps }: StorageReport): string {
  const table = formatTable(
    ['step', 'outcome'],
    steps.map(({ step, outcome }) => [step, outcome]),
    ['left', 'left'],
  )
  return `${table}\n\nFolder ${folderId}, storage location ${storageLocationId}\n`
}

function describeBucket({ policy, cors }: BucketTexts): string {
  return `\nPolicy of the bucket:\n${JSON.stringify(policy, null, 2)}\n\nCORS of the bucket:\n${JSON.stringify(cors, null, 2)}\n`
}
