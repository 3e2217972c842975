import { Option, type Command } from 'commander'
import type { PartitionMode } from '../catalog/catalog-table.js'
import { registerDestination } from '../catalog/register-destination.js'
import { summarizeCatalog } from './catalog-summary.js'
import type { CommandIo } from './command-io.js'
import { interruptible } from './interrupt.js'
import { openDestination } from './open-destination.js'

interface CatalogOptions {
  readonly out: string
  readonly database: string
  readonly partitions: PartitionMode
  readonly location?: string
  readonly region?: string
  readonly endpoint?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream catalog --out s3://bucket/study --database study --dry-run
  bridge-downstream catalog --out s3://bucket/study --database study
  bridge-downstream catalog --out s3://bucket/study --database study --partitions registered

Columns are added and widened, never removed. Tables that bridge-downstream has not made are left alone.
Exit codes: 0 done; 1 wrong use, or a table that must not be changed so.`

/** `bridge-downstream catalog`: the tables of a destination in the Glue Data Catalog. */
export function addCatalogCommand(program: Command, io: CommandIo): void {
  program
    .command('catalog')
    .description("make a destination's tables known to the Glue Data Catalog and Athena")
    .requiredOption('--out <url>', 'store URL that runs have written to')
    .requiredOption('--database <name>', 'Glue database; made if it is not there')
    .addOption(
      new Option('--partitions <mode>', 'projected: Athena works them out; registered: each stands in the catalogue')
        .choices(['projected', 'registered'])
        .default('projected'),
    )
    .option('--location <url>', 'URL under which Athena finds the destination, where that is not --out')
    .option('--region <name>', 'AWS region; else that of the environment')
    .option('--endpoint <url>', "another server that speaks Glue's protocol")
    .option('--dry-run', 'print the changes, and make none')
    .option('--json', 'print the changes as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ out, partitions, json, ...options }: CatalogOptions) => {
      const { store } = openDestination(out, io.cwd)
      const report = await interruptible((signal) => registerDestination(store, { ...options, mode: partitions, signal }))
      io.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : summarizeCatalog(report))
    })
}
