import {
  checkKeptPlans,
  forget,
  OptionError,
  putRunLedger,
  rebuild,
  type ForgetLedger,
  type ForgetRequest,
  type RebuildLedger,
  type RebuildOptions,
  type Store,
} from '@bridge-downstream/core'
import type { Command } from 'commander'
import { EXIT, type CommandIo } from './command-io.js'
import { exclusively } from './exclusively.js'
import { expectDestination } from './expect-destination.js'
import { openDestination } from './open-destination.js'
import { readRebuildOptions, type RebuildSettings } from '../study/rebuild-settings.js'
import { addPresetOption, addRebuildOptions } from './pipeline-options.js'
import { summarizeRebuild } from './rebuild-summary.js'

interface ForgetOptions extends RebuildSettings {
  readonly record?: readonly string[]
  readonly participant?: readonly string[]
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream forget study --record OCJByUtSrVTYtqObYp7XZV_J
  bridge-downstream forget study --participant healthcode=hc-1 healthcode=hc-2
  bridge-downstream forget --config studies.json --study mobile-toolbox/cxhnxd --record OCJByUtSrVTYtqObYp7XZV_J

Their archives stay where they came from, and are passed over from now on. Of archived Parquet, the partitions that hold them go. Names of fields and tables stay.
Exit codes: 0 done; 1 wrong use, or a partition could not be rebuilt (ask again), or a damaged ledger may name somebody (delete it).`

/** `bridge-downstream forget`: remove records or participants from everything that was made of them. */
export function addForgetCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  addRebuildOptions(
    addPresetOption(
      program
        .command('forget')
        .description('remove records or participants from JSON datasets, Parquet, quarantine and ledgers')
        .argument('<dir>', 'folder or store URL that runs have written to'),
    ),
  )
    .option('--record <id...>', 'ids of records')
    .option('--participant <key=value...>', 'all records whose user metadata has this, such as healthcode=…')
    .option('--json', 'print the ledger as JSON instead of a summary')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, options: ForgetOptions) => {
      const request = toRequest(options)
      const { store } = openDestination(dir, io.cwd)
      const rebuildOptions = await readRebuildOptions(options, io.cwd)
      await expectDestination(store, dir)
      const { forgotten, rebuilt } = await exclusively(store, io, (signal) => forgetAndRebuild(store, request, rebuildOptions, signal))
      const counts = `Archives forgotten: ${forgotten.archives}. Objects of JSON datasets removed: ${forgotten.objects}, originals in quarantine: ${forgotten.quarantined}, ledgers cleared of names: ${forgotten.ledgers}, partitions of archived Parquet: ${forgotten.archivedPartitions}.\n${unchecked(forgotten)}${unread(forgotten)}`
      const summary = `${counts}\n${summarizeRebuild(rebuilt)}`
      io.stdout.write(options.json ? `${JSON.stringify({ version: 1, forget: forgotten, rebuild: rebuilt }, null, 2)}\n` : summary)
      setExitCode(rebuilt.partitions.failed + forgotten.unreadLedgers.length > 0 ? EXIT.failed : EXIT.done)
    })
}

async function forgetAndRebuild(
  store: Store,
  request: ForgetRequest,
  options: RebuildOptions,
  signal: AbortSignal,
): Promise<{ readonly forgotten: ForgetLedger; readonly rebuilt: RebuildLedger }> {
  await checkKeptPlans(store, options)
  const forgotten = await forget(store, request, { signal })
  const rebuilt = await rebuild(store, { ...options, signal })
  if (forgotten.archives + forgotten.objects + forgotten.archivedPartitions > 0 || rebuilt.partitions.total > rebuilt.partitions.done) {
    await putRunLedger(store, { version: 1, forget: forgotten, rebuild: rebuilt })
  }
  return { forgotten, rebuilt }
}

function unchecked({ uncheckedFiles }: ForgetLedger): string {
  if (uncheckedFiles === 0) return ''
  return `Files below parquet/archive/ that do not say whose rows they hold, and were left alone: ${uncheckedFiles}.\n`
}

function unread({ unreadLedgers }: ForgetLedger): string {
  if (unreadLedgers.length === 0) return ''
  return `Ledgers that are damaged, and may name somebody who is forgotten: ${unreadLedgers.join(', ')}. Delete them.\n`
}

function toRequest({ record = [], participant = [] }: ForgetOptions): ForgetRequest {
  if (record.length === 0 && participant.length === 0) {
    throw new OptionError('Nobody is to be forgotten', { code: 'bad-option', hint: 'Give --record or --participant.' })
  }
  const pairs = participant.map((text) => text.split(/=(.*)/s))
  const [first] = pairs
  if (pairs.some(([key, value]) => key === '' || key !== first![0] || value === undefined || value === '')) {
    throw new OptionError('--participant takes key=value, with the same key each time', {
      code: 'bad-option',
      hint: 'For example --participant healthcode=hc-1.',
    })
  }
  const key = first?.[0]?.toLowerCase()
  return { records: record, participants: key === undefined ? undefined : { key, values: pairs.map(([, value]) => value!) } }
}
