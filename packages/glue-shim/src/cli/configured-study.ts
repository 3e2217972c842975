import type { Argument, Command, Option } from 'commander'
import { chooseStudy } from '../config/choose-study.js'
import { readConfig } from '../config/read-config.js'
import type { UploadsAccess } from '../study/uploads-access.js'
import type { CommandIo } from './command-io.js'

/** How archives are read, where a study of a configuration says it. */
export interface AccessOption {
  readonly access?: UploadsAccess
}

/** Commands that a study of a configuration can stand for flags and arguments of. */
const CONFIGURED: readonly string[] = ['run', 'unpack', 'rebuild', 'status', 'replay', 'forget', 'validate']

/**
 * Let commands take a study of a configuration in place of flags and arguments: its settings, its destination for `<dir>` or `--out`, its
 * uploads for `<archives...>`. Whatever is given beside it wins. What a command needs, the study or the user must say.
 */
export function addConfiguredStudy(program: Command, io: CommandIo): void {
  for (const command of program.commands.filter((candidate) => CONFIGURED.includes(candidate.name()))) {
    const needed = relax(command)
    command
      .option('--config <file>', 'configuration of studies (default: $BRIDGE_DOWNSTREAM_CONFIG, else bridge-downstream.json)')
      .option('--study <app/study>', 'study of the configuration: its settings, destination and uploads, unless flags say other')
      .hook('preAction', async () => {
        await fillFromStudy(command, io)
        for (const what of needed) if (!isGiven(command, what)) refuse(command, what)
      })
  }
}

/** Make what commander would ask for optional, since a study may say it. @returns what it was. */
function relax(command: Command): (Argument | Option)[] {
  const inputs = command.registeredArguments.filter(({ required }) => required)
  const options = command.options.filter(({ mandatory }) => mandatory)
  for (const argument of inputs) argument.argOptional()
  for (const option of options) option.makeOptionMandatory(false)
  return [...inputs, ...options]
}

async function fillFromStudy(command: Command, io: CommandIo): Promise<void> {
  const { config, study } = command.opts<{ config?: string; study?: string }>()
  if (config === undefined && study === undefined) return
  const loaded = await readConfig({ file: config, env: io.env, cwd: io.cwd })
  const { destination, uploads, access, settings } = chooseStudy(loaded, study)
  const options = new Map<string, unknown>([...Object.entries(settings), ['out', destination]])
  for (const name of command.options.map((option) => option.attributeName())) {
    if (options.has(name) && command.getOptionValueSource(name) !== 'cli') {
      command.setOptionValueWithSource(name, options.get(name), 'config')
    }
  }
  // No flag: only a configuration says it.
  command.setOptionValueWithSource('access' satisfies keyof AccessOption, access, 'config')
  const inputs = new Map<string, unknown>([
    ['dir', destination],
    ['archives', uploads],
  ])
  for (const [position, argument] of command.registeredArguments.entries()) {
    if (inputs.has(argument.name()) && !isGiven(command, argument)) command.processedArgs[position] = inputs.get(argument.name())
  }
}

function isGiven(command: Command, what: Argument | Option): boolean {
  const position = command.registeredArguments.findIndex((argument) => argument === what)
  const value: unknown = 'attributeName' in what ? command.getOptionValue(what.attributeName()) : command.processedArgs[position]
  return Array.isArray(value) ? value.length > 0 : value !== undefined
}

/** As commander does where something is always needed. */
function refuse(command: Command, what: Argument | Option): never {
  const name = 'attributeName' in what ? `required option '${what.flags}'` : `required argument '${what.name()}'`
  return command.error(`error: ${name} not specified, and no --study that says it`, { exitCode: 1 })
}
