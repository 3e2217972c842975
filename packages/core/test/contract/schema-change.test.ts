import {
  compareJsonSchemas,
  compareSchemas,
  inferSchema,
  parseJsonDocuments,
  type Schema,
  type SchemaComparison,
} from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { SCHEMA_CHANGE_RULES, type SchemaChangeRule } from './schema-change-rules.js'

function inferred(documents: string): Schema {
  return inferSchema(parseJsonDocuments(documents))
}

function compare({ before, after }: SchemaChangeRule): SchemaComparison {
  if (typeof before === 'string' && typeof after === 'string') return compareSchemas(inferred(before), inferred(after))
  return compareJsonSchemas(before, after)
}

describe('contract 20: each rule of a schema change gives its verdict', () => {
  test.each(SCHEMA_CHANGE_RULES.map((rule) => [rule.rule, rule] as const))('%s', (_, rule) => {
    const { verdict, changes, flags } = compare(rule)
    expect({
      verdict,
      changes: changes.map(({ change, path }) => `${change} ${path}`),
      flags: flags.map(({ flag, path, names }) => `${flag} ${path} ${names.join(' ')}`),
    }).toEqual({ verdict: rule.verdict, changes: rule.changes, flags: rule.flags ?? [] })
  })

  test('a verdict is that of its gravest change', () => {
    for (const rule of SCHEMA_CHANGE_RULES) {
      const effects = compare(rule).changes.map(({ effect }) => effect)
      expect(rule.verdict).toBe(effects.includes('forks') ? 'forks' : effects.includes('evolves') ? 'evolves' : 'same')
    }
  })
})
