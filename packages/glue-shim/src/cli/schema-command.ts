import { fingerprint, inferDatasets, toJsonSchema, type Schema } from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
import { EXIT, type CommandIo } from './command-io.js'
import { findArchives } from './find-archives.js'
import { mapOptions, type MapFlags } from './map-flags.js'
import { reportLeftOut } from './report-left-out.js'
import { schemaTree } from './schema-tree.js'

interface SchemaOptions extends MapFlags {
  readonly jsonSchema?: boolean
  readonly typescript?: boolean
  readonly fingerprint?: boolean
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream schema uploads/
  bridge-downstream schema motion.json --json-schema > motion.schema.json
  bridge-downstream schema uploads/ --typescript > study.d.ts
  bridge-downstream schema a.zip --fingerprint

Exit codes: 0 done; 1 wrong use or a failure; 2 done, but something could not be read.`

/** `bridge-downstream schema`: what the documents look like. */
export function addSchemaCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  program
    .command('schema')
    .description('infer the schema of each dataset: a tree with types and presence, or an export')
    .argument('<inputs...>', 'archives, JSON or NDJSON: files, folders or quoted globs')
    .addOption(new Option('--json-schema', 'print JSON Schema (2020-12)').conflicts(['typescript', 'fingerprint', 'json']))
    .addOption(new Option('--typescript', 'print TypeScript types of documents and rows').conflicts(['fingerprint', 'json']))
    .addOption(new Option('--fingerprint', 'print the fingerprints at the three levels').conflicts('json'))
    .option('--json', 'print the schemas with their statistics as JSON')
    .option('--no-maps', 'take no object for a map')
    .option('--map <path...>', 'objects at these paths are maps, such as $.dailyTotals')
    .option('--object <path...>', 'objects at these paths are no maps')
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], options: SchemaOptions) => {
      const { datasets, items } = await inferDatasets(await findArchives(inputs, io.cwd), mapOptions(options))
      const bad = reportLeftOut(items, io)
      const texts: string[] = []
      for (const { dataset, schema } of datasets) texts.push(await render(dataset, schema, options))
      if (options.json || options.jsonSchema) io.stdout.write(joinJson(datasets.map(({ dataset }, i) => [dataset, texts[i]!])))
      else io.stdout.write(texts.join('\n'))
      setExitCode(bad ? EXIT.quarantined : EXIT.done)
    })
}

async function render(dataset: string, schema: Schema, options: SchemaOptions): Promise<string> {
  if (options.json) return JSON.stringify({ dataset, fingerprint: fingerprint(schema), schema }, null, 2)
  if (options.jsonSchema) return JSON.stringify(toJsonSchema(schema, { title: dataset }), null, 2)
  if (options.fingerprint) {
    return ['labels', 'shape', 'exact'].map((level) => `${dataset}  ${fingerprint(schema, level as 'shape')}\n`).join('')
  }
  if (!options.typescript) return schemaTree(dataset, schema, fingerprint(schema))
  // Loaded only here: the generator brings a code formatter with it.
  const [{ generateTypes }, { planTables }] = await Promise.all([
    import('@bridge-downstream/core/typegen'),
    import('@bridge-downstream/core'),
  ])
  return generateTypes(schema, { name: dataset, plan: planTables(schema, { dataset }) })
}

/** One schema is printed by itself, several by dataset. */
function joinJson(texts: readonly (readonly [string, string])[]): string {
  if (texts.length === 1) return `${texts[0]![1]}\n`
  return `{\n${texts.map(([dataset, text]) => `${JSON.stringify(dataset)}: ${text}`).join(',\n')}\n}\n`
}
