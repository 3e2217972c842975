import type { Parameter } from '../templates/template.js'
import { REBUILD_WINDOW_SECONDS } from '../templates/version-functions.js'
import { VISIBILITY_FACTOR } from '../templates/version-template.js'
import { DeployError } from './deploy-error.js'
import type { Stack } from './plan-stacks.js'
import { count } from '../format-number.js'

/** Limits of CloudFormation. */
const MOST_TEMPLATE_BYTES = 51_200
const MOST_VALUE_BYTES = 4096

/** The template as it is sent. */
export const templateBody = (stack: Stack): string => JSON.stringify(stack.template)

/**
 * Check what can be known without AWS: that every parameter is there and takes its value, and what one stack alone does not show.
 *
 * @throws DeployError `bad-stacks` with everything that is wrong at once.
 */
export function checkStacks(stacks: readonly Stack[]): void {
  const problems = [
    ...stacks.flatMap((stack) => findProblems(stack).map((problem) => `${stack.name}: ${problem}`)),
    ...sharedTopics(stacks),
  ]
  if (problems.length === 0) return
  const hint = ['Mend:', ...problems].join('\n  ')
  throw new DeployError(`The stacks cannot be deployed: ${count(problems.length, 'problem')}`, {
    code: 'bad-stacks',
    hint,
  })
}

function findProblems(stack: Stack): string[] {
  const { template, parameters, fixed } = stack
  const declared = Object.entries(template.Parameters)
  const bytes = Buffer.byteLength(templateBody(stack))
  return [
    ...(bytes > MOST_TEMPLATE_BYTES ? [`its template has ${bytes} bytes, more than ${MOST_TEMPLATE_BYTES}`] : []),
    ...Object.keys(parameters)
      .filter((name) => !Object.hasOwn(template.Parameters, name))
      .map((name) => `${name} is no parameter of ${stack.kind}`),
    ...fixed.map((name) => `${name} follows from the configuration and cannot be set`),
    ...declared.flatMap(([name, parameter]) => {
      const problem = findParameterProblem(parameter, parameters[name] ?? parameter.Default)
      return problem === undefined ? [] : [`${name} ${problem}`]
    }),
    ...(stack.kind === 'version' ? findVersionProblems(stack) : []),
  ]
}

function findParameterProblem(parameter: Parameter, value: string | number | undefined): string | undefined {
  if (value === undefined) return 'has no value'
  const text = String(value)
  if (Buffer.byteLength(text) > MOST_VALUE_BYTES) return `is longer than ${MOST_VALUE_BYTES} bytes`
  if (parameter.AllowedValues !== undefined && !parameter.AllowedValues.map(String).includes(text)) {
    return `must be one of ${parameter.AllowedValues.join(', ')}`
  }
  if (parameter.AllowedPattern !== undefined && !new RegExp(`^(?:${parameter.AllowedPattern})$`).test(text)) {
    return `must be of the form ${parameter.AllowedPattern}`
  }
  if (parameter.Type !== 'Number') return undefined
  const { MinValue: least = -Infinity, MaxValue: most = Infinity } = parameter
  return text.trim() !== '' && Number(text) >= least && Number(text) <= most ? undefined : `must be a number from ${least} to ${most}`
}

function findVersionProblems({ template, parameters }: Stack): string[] {
  const seconds = (name: string): number => Number(parameters[name] ?? template.Parameters[name]?.Default)
  const leastUpload = VISIBILITY_FACTOR * seconds('OnNotificationTimeoutSeconds')
  const leastRebuild = VISIBILITY_FACTOR * seconds('RebuildPartitionTimeoutSeconds') + REBUILD_WINDOW_SECONDS
  const keys = ['OnNotificationKey', 'RebuildPartitionKey', 'ListWorkKey', 'UpdateCatalogKey'].filter((name) => parameters[name] === '')
  return [
    ...keys.map((name) => `${name} has no value`),
    ...(seconds('UploadVisibilitySeconds') < leastUpload ? [`UploadVisibilitySeconds must be ${leastUpload} at least`] : []),
    ...(seconds('RebuildVisibilitySeconds') < leastRebuild ? [`RebuildVisibilitySeconds must be ${leastRebuild} at least`] : []),
  ]
}

/** SNS has one subscription for a topic and a queue; the second stack would take over that of the first. */
function sharedTopics(stacks: readonly Stack[]): string[] {
  const owners = new Map<string, string>()
  return stacks.flatMap(({ name, kind, parameters }) => {
    const topic = kind === 'app' || kind === 'study' ? (parameters['UploadTopicArn'] ?? '') : ''
    if (topic === '') return []
    const owner = owners.get(topic)
    owners.set(topic, owner ?? name)
    return owner === undefined ? [] : [`${name}: UploadTopicArn is that of ${owner}, and SNS has one subscription for a topic and a queue`]
  })
}
