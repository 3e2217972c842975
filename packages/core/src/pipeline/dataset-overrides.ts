import { OptionError } from '../errors.js'
import { checkPlaceOverrides } from '../tables/check-overrides.js'
import type { PlaceOverride } from '../tables/place-override.js'
import type { DatasetOverrides } from './relationalize-options.js'

/**
 * Check overrides, which may come from a file, before anything goes by them.
 *
 * @throws OptionError `bad-overrides`, with dataset and path, for what is no override.
 */
export function checkOverrides(overrides: unknown): asserts overrides is DatasetOverrides {
  if (typeof overrides !== 'object' || overrides === null || Array.isArray(overrides)) {
    throw new OptionError('The overrides are no object of overrides by dataset and path', {
      code: 'bad-overrides',
      hint: 'For example {"taskData_v1": {"$.raw": {"json": true}}}.',
    })
  }
  for (const [dataset, byPath] of Object.entries(overrides)) checkPlaceOverrides(byPath, dataset)
}

/**
 * The overrides of each dataset.
 *
 * @throws OptionError `unknown-dataset` for overrides of a dataset that is not there: its name is probably misspelt.
 */
export function overridesOf(
  datasets: readonly string[],
  overrides: DatasetOverrides = {},
): (dataset: string) => Readonly<Record<string, PlaceOverride>> | undefined {
  const unknown = Object.keys(overrides).find((dataset) => !datasets.includes(dataset))
  if (unknown !== undefined) {
    throw new OptionError('There are overrides for a dataset that is not there', {
      code: 'unknown-dataset',
      dataset: unknown,
      hint: `There are: ${datasets.join(', ')}.`,
    })
  }
  return (dataset) => (Object.hasOwn(overrides, dataset) ? overrides[dataset] : undefined)
}
