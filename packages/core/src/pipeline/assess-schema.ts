import type { DatasetVersion } from '../datasets/dataset-family.js'
import type { Assessment } from '../datasets/route-schema.js'
import { compareSchemas } from '../schema/compare-schemas.js'
import { mergeSchemas, type InferOptions } from '../schema/infer-schema.js'
import type { Schema } from '../schema/schema.js'
import { structureOnly } from '../schema/structure-only.js'

/**
 * What a schema would do to a dataset version.
 *
 * Two schemas may be compatible and still not become one: objects of few keys each, which together are taken for a map. That forks as
 * well; the version that then begins has a map there from the start, or the next few keys would fork again.
 *
 * @param schema without statistics.
 */
export function assessSchema({ schema: before }: DatasetVersion, schema: Schema, infer: InferOptions = {}): Assessment {
  const { verdict, changes } = compareSchemas(before, schema)
  const differences = changes.length
  if (verdict === 'forks') return { verdict, changes, differences, merged: before, alone: schema }
  const merged = structureOnly(mergeSchemas([before, schema], infer))
  const growth = compareSchemas(before, merged)
  if (growth.verdict !== 'forks') return { verdict: growth.verdict, changes: growth.changes, differences, merged, alone: schema }
  const maps = growth.changes.filter(({ change }) => change === 'object-to-map').map(({ path }) => [path, 'map'] as const)
  const mapOverrides = { ...infer.mapOverrides, ...Object.fromEntries(maps) }
  const alone = structureOnly(mergeSchemas([schema], { ...infer, mapOverrides }))
  return { verdict: 'forks', changes: growth.changes, differences, merged: before, alone }
}
