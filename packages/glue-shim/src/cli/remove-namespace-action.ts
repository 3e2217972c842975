import type { Config } from '../config/config.js'
import { connectCloudFormation } from '../deploy/cloud-formation.js'
import { DeployError } from '../deploy/deploy-error.js'
import { findNamespaceStacks, removeData, removeStack } from '../deploy/remove-namespace.js'
import { EXIT, type CommandIo } from './command-io.js'
import { interruptible } from './interrupt.js'
import { openDestination } from './open-destination.js'

export interface RemoveNamespaceOptions {
  readonly ref?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly deleteData?: boolean
}

/**
 * Remove the stacks of a namespace, and its results if that is asked for. What is shared stays.
 *
 * @returns the exit code: 1 if nothing was done for want of `--yes`.
 * @throws DeployError `prod` for the environment that is not removed by a command.
 */
export async function removeNamespace(config: Config, options: RemoveNamespaceOptions, io: CommandIo): Promise<number> {
  const { environment, namespace, destination } = config
  if (environment === 'prod') {
    throw new DeployError('prod is not removed by a command', { code: 'prod', hint: 'Delete its stacks in the console, if you must.' })
  }
  const { ref, dryRun, yes, deleteData } = options
  if (deleteData && ref !== undefined) {
    throw new DeployError('The versions of a namespace share its results', {
      code: 'bad-option',
      hint: 'Leave out --ref or --delete-data.',
    })
  }
  return interruptible(async (signal) => {
    const cloud = await connectCloudFormation(signal)
    const stacks = await findNamespaceStacks(cloud, { environment, namespace, ref })
    const isDone = yes === true && !dryRun
    if (stacks.length === 0) io.stdout.write('There is no such stack.\n')
    for (const stack of stacks) {
      if (isDone) await removeStack(cloud, stack, signal)
      io.stdout.write(`${stack.name}  ${isDone ? 'removed' : 'would be removed'}\n`)
    }
    const results = `results under ${destination.replace(/\/+$/, '')}/${namespace}/`
    if (!deleteData) io.stdout.write(`The ${results} stay.\n`)
    else if (isDone)
      io.stdout.write(`${await removeData(openDestination(destination, io.cwd).store, namespace, signal)} objects removed: ${results}\n`)
    else io.stdout.write(`All ${results} would be removed.\n`)
    if (isDone || dryRun) return EXIT.done
    io.stderr.write('bridge-downstream: Nothing was removed. Say --yes to do it.\n')
    return EXIT.failed
  })
}
