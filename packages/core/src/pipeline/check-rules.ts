import { OptionError } from '../errors.js'
import type { Path, TablePlan } from '../tables/table-plan.js'
import type { PartitionOptions } from './partition-options.js'
import { compileRules } from './survey-partition.js'

/**
 * Check that the fields of a dataset's rules are there: a misspelt one would leave every document in, and nobody would see it.
 *
 * @throws OptionError `unknown-path`.
 */
export function checkRules(plan: TablePlan, options: PartitionOptions): void {
  const { deduplicate, deletions } = compileRules(options, plan.dataset)
  const paths = [...(deduplicate?.key ?? []), ...(deduplicate?.latestBy ? [deduplicate.latestBy] : []), ...(deletions?.key ?? [])]
  const unknown = paths.find((path) => !isInjected(path, options) && !isPlanned(path, plan))
  if (!unknown) return
  throw new OptionError(`There is no field ${JSON.stringify(unknown.join('.'))} for the key of a rule`, {
    code: 'unknown-path',
    dataset: plan.dataset,
    hint: 'Fields are spelt as in the plan: ParticipantIdentifier, $.device.id.',
  })
}

function isInjected(path: Path, { fields }: PartitionOptions): boolean {
  return path.length === 1 && fields.some(({ name }) => name === path[0])
}

/** A column of the root table holds the field, or JSON text of which it is part, or the plan leaves it out. */
function isPlanned(path: Path, { tables: [root] }: TablePlan): boolean {
  const places = [...root!.columns.flatMap(({ source }) => (source.role === 'value' ? [source.path] : [])), ...root!.excluded]
  return places.some((place) => place.every((key, i) => key === path[i]))
}
