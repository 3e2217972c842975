import { planOf } from './plan-of.js'
import { resolveStack } from './resolve-stack.js'
import type { Machine } from './run-state-machine.js'

/** A state machine as CloudFormation makes it of the template. */
export function fillDefinition(id: 'Backfill' | 'Rebuild'): Machine & Record<string, unknown> {
  const version = planOf({ namespace: 'a' }).find(({ kind }) => kind === 'version')!
  const { properties } = resolveStack(version).find((resource) => resource.id === id)!
  return JSON.parse(properties['DefinitionString'] as string) as Machine & Record<string, unknown>
}
