import type { Store } from '@bridge-downstream/core'
import { randomUUID } from 'node:crypto'
import { versionPrefix, type Environment } from '../templates/names.js'
import { STACK_KINDS } from '../templates/templates.js'
import type { CloudFormation, RemoteStack } from './cloud-formation.js'
import { DeployError } from './deploy-error.js'
import { TAGS } from './plan-stacks.js'
import { findReason } from './stack-events.js'
import { waitForStack } from './wait-for-stack.js'

export interface NamespaceScope {
  readonly environment: Environment
  readonly namespace: string
  /** Only this version; the rest of the namespace stays. */
  readonly ref?: string | undefined
}

export interface FoundStack {
  readonly name: string
  readonly id: string
  readonly kind: string
  /** Prefix of the version that it is, or that new uploads of an app or a study go to. */
  readonly versionPrefix: string | undefined
}

/**
 * The stacks of a namespace, known by their tags, in the order in which they can be removed: what needs others comes first.
 *
 * @throws DeployError `version-in-use` if new uploads go to the only version that is asked for.
 */
export async function findNamespaceStacks(
  cloud: CloudFormation,
  { environment, namespace, ref }: NamespaceScope,
): Promise<readonly FoundStack[]> {
  const all: FoundStack[] = []
  const found: FoundStack[] = []
  for await (const stack of cloud.list()) {
    const tags = tagsOf(stack)
    if (tags.get(TAGS.environment) !== environment || tags.get(TAGS.namespace) !== namespace) continue
    const name = stack.StackName ?? ''
    const kind = tags.get(TAGS.kind) ?? ''
    const isTold = kind === 'version' || (parameterOf(stack, 'UploadTopicArn') ?? '') !== ''
    const prefix = isTold ? parameterOf(stack, 'VersionPrefix') : undefined
    const own = { name, id: stack.StackId ?? name, kind, versionPrefix: prefix }
    all.push(own)
    // Not by the tag of the ref, which cannot hold every sign that a ref may.
    const isAsked = ref === undefined || (own.kind === 'version' && prefix === versionPrefix(environment, namespace, ref))
    if (isAsked) found.push(own)
  }
  if (ref !== undefined) checkUnused(all, found, ref)
  const rank = ({ kind }: FoundStack): number => STACK_KINDS.findIndex((known) => known === kind)
  return found.sort((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1))
}

/** New uploads that go to a queue which is gone would be lost. */
function checkUnused(all: readonly FoundStack[], found: readonly FoundStack[], ref: string): void {
  const prefixes = found.map(({ versionPrefix }) => versionPrefix)
  const users = all.filter(({ kind, versionPrefix }) => (kind === 'app' || kind === 'study') && prefixes.includes(versionPrefix))
  if (users.length === 0) return
  throw new DeployError(`New uploads go to the version ${JSON.stringify(ref)}: ${users.map(({ name }) => name).join(', ')}`, {
    code: 'version-in-use',
    hint: 'Point them at another one first: deploy --only studies --ref OTHER.',
  })
}

function parameterOf({ Parameters = [] }: RemoteStack, name: string): string | undefined {
  return Parameters.find(({ ParameterKey }) => ParameterKey === name)?.ParameterValue
}

function tagsOf({ Tags = [] }: RemoteStack): ReadonlyMap<string, string> {
  return new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
}

/** @throws DeployError `not-removed` with the event that says why, or `refused`. */
export async function removeStack(cloud: CloudFormation, { name, id }: FoundStack, signal: AbortSignal): Promise<void> {
  const token = `bridge-downstream-${randomUUID()}`
  await cloud.delete(id, token)
  const left = await waitForStack(cloud, id, signal)
  if (left === undefined || left.StackStatus === 'DELETE_COMPLETE') return
  const reason = findReason(await cloud.events(id, token))
  throw new DeployError(`The stack ${name} ended as ${left.StackStatus}`, { code: 'not-removed', hint: reason ?? 'No event says why.' })
}

/**
 * Remove all results of a namespace.
 *
 * @param store Opened at the destination, above the namespace.
 * @returns how many objects.
 */
export async function removeData(store: Store, namespace: string, signal: AbortSignal): Promise<number> {
  const keys: string[] = []
  for await (const { key } of store.list(`${namespace}/`, { signal })) keys.push(key)
  for (const key of keys) await store.delete(key, { signal })
  return keys.length
}
