import {
  inferDatasets,
  overridesOf,
  planTables,
  planToDdl,
  planToMermaid,
  planToTree,
  type NamingConventionName,
  type TablePlan,
} from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
import { EXIT, type CommandIo } from './command-io.js'
import { findArchives } from './find-archives.js'
import { mapOptions, type MapFlags } from './map-flags.js'
import { readOverrides } from '../study/read-overrides.js'
import { reportLeftOut } from './report-left-out.js'

interface PlanCommandOptions extends MapFlags {
  readonly convention: NamingConventionName
  readonly overrides?: string
  readonly mermaid?: boolean
  readonly ddl?: 'athena' | 'duckdb'
  readonly location: string
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream plan uploads/
  bridge-downstream plan uploads/ --mermaid > tables.mmd
  bridge-downstream plan uploads/ --ddl athena --location s3://bucket/tables
  bridge-downstream plan uploads/ --overrides overrides.json --json

An overrides file holds, by dataset and path, what to do at single places: {"a_v1": {"$.raw": {"json": true}}}.
Exit codes: 0 done; 1 wrong use or a failure; 2 done, but something could not be read.`

/** `bridge-downstream plan`: which tables the documents would become; nothing is written. */
export function addPlanCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  program
    .command('plan')
    .description('show the tables that the documents would become')
    .argument('<inputs...>', 'archives, JSON or NDJSON: files, folders or quoted globs')
    .addOption(
      new Option('--convention <name>', 'how tables and columns are named').choices(['glue', 'snake_case', 'identity']).default('glue'),
    )
    .option('--overrides <file>', 'JSON file of overrides by dataset and path')
    .addOption(new Option('--mermaid', 'print an entity-relationship diagram').conflicts(['ddl', 'json']))
    .addOption(
      new Option('--ddl <dialect>', 'print statements that create tables and views').choices(['athena', 'duckdb']).conflicts('json'),
    )
    .option('--location <url>', 'where the tables lie, for --ddl', '.')
    .option('--json', 'print the plans as JSON')
    .option('--no-maps', 'take no object for a map')
    .option('--map <path...>', 'objects at these paths are maps, such as $.dailyTotals')
    .option('--object <path...>', 'objects at these paths are no maps')
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], options: PlanCommandOptions) => {
      const given = await readOverrides(options.overrides, io.cwd)
      const { datasets, items } = await inferDatasets(await findArchives(inputs, io.cwd), mapOptions(options))
      const bad = reportLeftOut(items, io)
      const overrides = overridesOf(
        datasets.map(({ dataset }) => dataset),
        given,
      )
      const plans = datasets.map(({ dataset, schema }) =>
        planTables(schema, { dataset, convention: options.convention, overrides: overrides(dataset) }),
      )
      io.stdout.write(
        options.json
          ? `${JSON.stringify(plans.length === 1 ? plans[0] : plans, null, 2)}\n`
          : plans.map((plan) => render(plan, options)).join('\n'),
      )
      setExitCode(bad ? EXIT.quarantined : EXIT.done)
    })
}

function render(plan: TablePlan, { mermaid, ddl, location }: PlanCommandOptions): string {
  if (mermaid) return planToMermaid(plan)
  return ddl === undefined
    ? planToTree(plan)
    : `${planToDdl(plan, { dialect: ddl, location })
        .map((statement) => `${statement};`)
        .join('\n\n')}\n`
}
