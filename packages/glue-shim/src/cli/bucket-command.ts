import { bucketSources, type ArchiveSource, type Bucket, type BucketReason } from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
import path from 'node:path'
import { EXIT, type CommandIo } from './command-io.js'
import { findArchives } from './find-archives.js'
import { formatTable } from './format-table.js'
import { reportLeftOut } from './report-left-out.js'
import { formatNumber } from '../format-number.js'

interface BucketOptions {
  readonly maps: boolean
  readonly duplicateKeys: 'error' | 'last'
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream bucket pile/
  bridge-downstream bucket 'pile/**/*.json' --json > groups.json
  bridge-downstream bucket a.zip b.ndjson.gz

A document is named by its file, or archive.zip/entry.json; "#" and a position follow where documents of one entry are in several groups.
Exit codes: 0 done; 1 wrong use or a failure; 2 done, but something could not be read.`

/** Names shown for each group. */
const MOST_NAMES = 3
const MOST_KEYS = 4

/** `bridge-downstream bucket`: which documents of a pile belong together. */
export function addBucketCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  program
    .command('bucket')
    .description('group a pile of JSON documents by their structure, without any hint')
    .argument('<files...>', 'archives, JSON or NDJSON: files, folders or quoted globs')
    .option('--json', 'print the groups as JSON')
    .addOption(new Option('--duplicate-keys <rule>', 'a key that stands twice in an object').choices(['error', 'last']).default('error'))
    .option('--no-maps', 'take no object for a map')
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], options: BucketOptions) => {
      const sources = (await findArchives(inputs, io.cwd)).map((source) => asGiven(source, inputs, io.cwd))
      const { buckets, leftOut } = await bucketSources(sources, {
        maps: options.maps ? 'infer' : 'never',
        duplicateKeys: options.duplicateKeys,
      })
      const bad = reportLeftOut(leftOut, io)
      io.stdout.write(options.json ? `${JSON.stringify({ groups: buckets }, null, 2)}\n` : describe(buckets))
      setExitCode(bad ? EXIT.quarantined : EXIT.done)
    })
}

/** The source under the name by which it was given: absolute, or relative to the working folder. */
function asGiven(source: ArchiveSource, inputs: readonly string[], cwd: string): ArchiveSource {
  const file = path.resolve(cwd, source.name)
  const isAbsolute = inputs.some((input) => path.isAbsolute(input) && isWithin(file, input))
  const isRelative = inputs.some((input) => !path.isAbsolute(input) && isWithin(file, path.resolve(cwd, input)))
  const name = isAbsolute && !isRelative ? file : path.relative(cwd, file)
  return { ...source, name: name.split(path.sep).join('/') }
}

/** Whether a file is what an input names, lies below it, or may be matched by it. */
function isWithin(file: string, input: string): boolean {
  const fixed = input.split(/[*?[{]/, 1)[0]!
  return fixed === input ? file === path.normalize(input) || file.startsWith(path.join(input, path.sep)) : file.startsWith(fixed)
}

function describe(buckets: readonly Bucket[]): string {
  if (buckets.length === 0) return 'No groups: there was no JSON in the input.\n'
  const rows = buckets.map(({ identifier, documentCount, shapeCount, reason }) => [
    identifier,
    formatNumber(documentCount),
    formatNumber(shapeCount),
    explain(reason),
  ])
  const names = buckets.map(({ identifier, documents }) => {
    const more = documents.length - MOST_NAMES
    return `${identifier}: ${documents.slice(0, MOST_NAMES).join(', ')}${more > 0 ? `, … ${formatNumber(more)} more` : ''}`
  })
  const table = formatTable(['group', 'documents', 'shapes', 'why'], rows, ['left', 'right', 'right', 'left'])
  return `${table}\n\n${names.join('\n')}\n`
}

function explain(reason: BucketReason): string {
  if (reason.kind === 'single') return 'the only one of its kind'
  if (reason.kind === 'discriminator') return `${reason.path} is ${JSON.stringify(reason.value)}`
  if (reason.keys.length === 0) return 'alike, without common keys'
  return `alike: ${reason.keys.slice(0, MOST_KEYS).join(', ')}${reason.keys.length > MOST_KEYS ? ', …' : ''}`
}
