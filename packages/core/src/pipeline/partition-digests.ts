import { DEFAULT_ROW_GROUP_ROWS } from '../tables/table-rows.js'
import { digestText } from './commit-marker.js'
import { DEFAULT_PART_SIZE_BYTES } from './dataset-writer.js'
import type { PartitionOptions } from './partition-options.js'
import type { DatasetPlan } from './plan-dataset.js'
import { formatPlan } from './plan-file.js'

/** Of the bytes that a rebuild makes of the same inputs and plan; a change to them makes every partition stale. */
const OUTPUT_VERSION = 1

/** Digest of a plan, and of all options that the bytes of a partition depend on. */
export function digestPlan({ plan, fingerprint }: DatasetPlan, options: PartitionOptions): string {
  const { fields, rowGroupRows = DEFAULT_ROW_GROUP_ROWS, partSizeBytes = DEFAULT_PART_SIZE_BYTES, deduplicate, deletions } = options
  const recordField = fields.find(({ from }) => 'record' in from)?.name ?? null
  const rules = [
    deduplicate ? [deduplicate.key, deduplicate.latestBy ?? null] : null,
    deletions ? [deletions.dataset, deletions.key] : null,
  ]
  return digestText(JSON.stringify([OUTPUT_VERSION, formatPlan(plan), fingerprint, recordField, rowGroupRows, partSizeBytes, rules]))
}
