import {
  compareJsonSchemas,
  compareSchemas,
  fromJsonSchema,
  inferDatasets,
  type Schema,
  type SchemaComparison,
} from '@bridge-downstream/core'
import type { Command } from 'commander'
import { EXIT, type CommandIo } from './command-io.js'
import { findArchives } from './find-archives.js'
import { mapOptions, type MapFlags } from './map-flags.js'
import { reportLeftOut } from './report-left-out.js'

interface DiffOptions extends MapFlags {
  readonly json?: boolean
}

interface DatasetDiff {
  readonly dataset: string
  /** `added` and `removed` where only one side has the dataset. */
  readonly verdict: SchemaComparison['verdict'] | 'added' | 'removed'
  readonly comparison?: SchemaComparison
}

/** What one side of a comparison holds. */
interface Side {
  readonly schemas: ReadonlyMap<string, Schema>
  /** The JSON Schema that it is, if it is one. */
  readonly declared?: { readonly jsonSchema: unknown }
  readonly bad: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream diff uploads-app-1/ uploads-app-2/
  bridge-downstream diff motion-v1.schema.json motion.json
  bridge-downstream diff a.zip b.zip --json

A JSON Schema (a file with "$schema") stands for its documents.
Exit codes: 0 same or evolves; 1 wrong use or a failure; 2 something could not be read; 3 a dataset forks.`

/** `bridge-downstream diff`: what changed between two sets of documents, and whether it matters. */
export function addDiffCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  program
    .command('diff')
    .description('compare the schemas of two inputs: verdict and changes')
    .argument('<before>', 'archive, JSON, NDJSON, JSON Schema, folder or quoted glob')
    .argument('<after>', 'the same, of what came later')
    .option('--json', 'print the comparison as JSON')
    .option('--no-maps', 'take no object for a map')
    .option('--map <path...>', 'objects at these paths are maps')
    .option('--object <path...>', 'objects at these paths are no maps')
    .addHelpText('after', EXAMPLES)
    .action(async (before: string, after: string, options: DiffOptions) => {
      const [a, b] = [await readSchemas(before, io, options), await readSchemas(after, io, options)]
      const diffs = a.declared && b.declared ? [compareDeclared(a.declared.jsonSchema, b.declared.jsonSchema)] : pair(a.schemas, b.schemas)
      io.stdout.write(options.json ? `${JSON.stringify(diffs, null, 2)}\n` : diffs.map(describe).join(''))
      const forks = diffs.some(({ verdict }) => verdict === 'forks')
      setExitCode(forks ? EXIT.forked : a.bad || b.bad ? EXIT.quarantined : EXIT.done)
    })
}

async function readSchemas(input: string, io: CommandIo, options: DiffOptions): Promise<Side> {
  const sources = await findArchives([input], io.cwd)
  const declared = sources.length === 1 ? declaredSchema(await sources[0]!.bytes()) : undefined
  if (declared) return { schemas: new Map([['', fromJsonSchema(declared.jsonSchema)]]), declared, bad: false }
  const { datasets, items } = await inferDatasets(sources, mapOptions(options))
  return { schemas: new Map(datasets.map(({ dataset, schema }) => [dataset, schema])), bad: reportLeftOut(items, io) }
}

function declaredSchema(bytes: Uint8Array): Side['declared'] {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // Anything that is not one JSON value is data.
    return undefined
  }
  const isSchema =
    typeof parsed === 'object' && parsed !== null && '$schema' in parsed && String(parsed.$schema).includes('json-schema.org')
  return isSchema ? { jsonSchema: parsed } : undefined
}

/** Of two JSON Schemas also what they say beyond the structure. */
function compareDeclared(before: unknown, after: unknown): DatasetDiff {
  const comparison = compareJsonSchemas(before, after)
  return { dataset: 'schema', verdict: comparison.verdict, comparison }
}

/** Datasets by name; where each side has only one, the names do not matter. */
function pair(before: ReadonlyMap<string, Schema>, after: ReadonlyMap<string, Schema>): DatasetDiff[] {
  if (before.size === 1 && after.size === 1) {
    const [[name, a]] = [...before] as [[string, Schema]]
    const [[otherName, b]] = [...after] as [[string, Schema]]
    const comparison = compareSchemas(a, b)
    return [{ dataset: name || otherName || 'schema', verdict: comparison.verdict, comparison }]
  }
  return [...new Set([...before.keys(), ...after.keys()])].sort().map((dataset): DatasetDiff => {
    const [a, b] = [before.get(dataset), after.get(dataset)]
    if (!a || !b) return { dataset, verdict: a ? 'removed' : 'added' }
    const comparison = compareSchemas(a, b)
    return { dataset, verdict: comparison.verdict, comparison }
  })
}

function describe({ dataset, verdict, comparison }: DatasetDiff): string {
  const { backward = true, forward = true } = comparison?.compatibility ?? {}
  const compatible =
    backward && forward ? 'fully compatible' : backward ? 'backward compatible' : forward ? 'forward compatible' : 'incompatible'
  const lines = [
    `${dataset}: ${verdict}${comparison && verdict !== 'same' ? ` (${compatible})` : ''}`,
    ...(comparison?.changes ?? []).map(({ effect, path, reason }) => `  ${effect.padEnd(7)}  ${path}  ${reason}`),
    ...(comparison?.flags ?? []).map((flag) => `  flag     ${flag.path}  ${flag.reason}`),
  ]
  return `${lines.join('\n')}\n`
}
