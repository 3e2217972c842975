import { planOf } from './plan-of.js'
import { resolveStack } from './resolve-stack.js'
import type { Machine } from './run-state-machine.js'

/** A state machine as CloudFormation makes it of the template. */
export function fillDefinition(id: 'Backfill' | 'Rebuild'): Machine & Record<string, unknown> {
  const version = planOf({ namespace: 'a' }).find(({ kind }) => kind === 'version')!
  const { properties } = resolveStack(version).find((resource) => resource.id === id)!
  const values = properties['DefinitionSubstitutions'] as Record<string, string>
  const text = (properties['DefinitionString'] as string).replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`${name} is not filled in`)
    return value
  })
  return JSON.parse(text) as Machine & Record<string, unknown>
}
