import { compareSchemas } from '@bridge-downstream/core'
import type { DatasetComparison, DatasetSchema } from './messages.ts'

/** Compare the datasets of two inputs that have the same identifier; those of one input alone are named. Sorted by identifier. */
export function compareInputs(before: readonly DatasetSchema[], after: readonly DatasetSchema[]): DatasetComparison[] {
  const schemas = { before: byDataset(before), after: byDataset(after) }
  const datasets = [...new Set([...schemas.before.keys(), ...schemas.after.keys()])].sort()
  return datasets.map((dataset): DatasetComparison => {
    const [older, newer] = [schemas.before.get(dataset), schemas.after.get(dataset)]
    if (older && newer) return { dataset, in: 'both', comparison: compareSchemas(older, newer) }
    return { dataset, in: older ? 'before' : 'after' }
  })
}

function byDataset(schemas: readonly DatasetSchema[]): Map<string, DatasetSchema['schema']> {
  return new Map(schemas.map(({ dataset, schema }) => [dataset, schema]))
}
