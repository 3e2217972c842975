import { examineRecord, reportRecord, validationResult, type RecordReport, type ValidationResult } from '@bridge-downstream/core'
import type { Command } from 'commander'
import { EXIT, type CommandIo } from './command-io.js'
import type { AccessOption } from './configured-study.js'
import { findSources } from './find-sources.js'
import { ProgressLine } from './progress-line.js'
import { openStudy, type StudySettings } from '../study/open-study.js'
import { savePins } from '../study/save-pins.js'
import { addStudyOptions } from './study-options.js'
import { summarizeValidation } from './validation-summary.js'
import { writeOutput } from './write-output.js'

interface ValidateOptions extends StudySettings, AccessOption {
  readonly report?: string
  readonly errors?: string
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream validate uploads/ --app mobile-toolbox --archive-map archive-map.json
  bridge-downstream validate uploads/ --archive-map archive-map.json --schema-mirror schemas --offline
  bridge-downstream validate a.zip --schema-lock schemas.lock.json --report report.json
  bridge-downstream validate --config studies.json --study mobile-toolbox/cxhnxd --errors validation_errors.json

A record is taken whole or not at all: one invalid entry quarantines it.
Exit codes: 0 all are good; 1 wrong use or a failure; 2 some would be quarantined.`

/** `bridge-downstream validate`: which schema each entry claims, whether it satisfies it, and which dataset takes it; nothing is written. */
export function addValidateCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  addStudyOptions(
    program
      .command('validate')
      .description('check archives against the JSON Schemas that they claim, and say which dataset takes each entry')
      .argument('<archives...>', 'files, folders, quoted globs or store URLs'),
  )
    .option('--report <file>', 'write the whole report, by archive and entry, as JSON')
    .option('--errors <file>', 'write what is wrong with each record that is not good, as JSON')
    .option('--json', 'print the whole report as JSON instead of a summary')
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], options: ValidateOptions) => {
      const study = await openStudy(options, io.cwd)
      const { records, errors } = await examineAll(inputs, study.options, options, io)
      await savePins(study.pins)
      const report = `${JSON.stringify({ version: 1, records }, null, 2)}\n`
      if (options.report !== undefined) await writeOutput(options.report, report, io.cwd)
      if (options.errors !== undefined) {
        await writeOutput(options.errors, `${JSON.stringify(errors, null, 2)}\n`, io.cwd)
      }
      io.stdout.write(options.json ? report : summarizeValidation(records))
      setExitCode(records.some(({ outcome }) => outcome === 'quarantined') ? EXIT.quarantined : EXIT.done)
    })
}

interface Examined {
  readonly records: readonly RecordReport[]
  /** One for each record that is not good. */
  readonly errors: readonly ValidationResult[]
}

async function examineAll(
  inputs: readonly string[],
  options: Parameters<typeof examineRecord>[1],
  { app, access }: Pick<ValidateOptions, 'app' | 'access'>,
  io: CommandIo,
): Promise<Examined> {
  const sources = await findSources(inputs, io, { access })
  const progress = new ProgressLine(io)
  const records: RecordReport[] = []
  const errors: ValidationResult[] = []
  try {
    for (const source of sources) {
      const record = await examineRecord(await source.open(), options)
      records.push(reportRecord(record))
      if (record.outcome === 'quarantined') errors.push(validationResult(record, app))
      progress.draw('validating', records.length, sources.length)
    }
  } finally {
    progress.clear()
  }
  return { records, errors }
}
