import { OptionError } from '../errors.js'
import type { PlaceOverride } from '../tables/place-overrides.js'
import type { DatasetOverrides } from './relationalize-options.js'

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
