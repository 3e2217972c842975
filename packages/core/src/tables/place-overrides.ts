import { OptionError } from '../errors.js'
import { formatPath, type Place } from '../names/place.js'
import { checkPlaceOverrides } from './check-overrides.js'
import type { PlaceOverride } from './place-override.js'

const NONE: PlaceOverride = {}

/** Overrides by path, such as `$.steps[].answer`; each must be met by a place of the schema. */
export class PlaceOverrides {
  readonly #byPath: ReadonlyMap<string, PlaceOverride>
  readonly #met = new Set<string>()

  /** @throws OptionError `bad-overrides` for what is no override. */
  constructor(overrides: Readonly<Record<string, PlaceOverride>> = {}, dataset: string) {
    checkPlaceOverrides(overrides, dataset)
    this.#byPath = new Map(Object.entries(overrides))
  }

  get isEmpty(): boolean {
    return this.#byPath.size === 0
  }

  at(place: Place): PlaceOverride {
    if (this.isEmpty) return NONE
    const path = formatPath(place)
    const override = this.#byPath.get(path)
    if (override) this.#met.add(path)
    return override ?? NONE
  }

  /** @throws OptionError `unknown-path` for an override that no place of the schema has asked for: it is probably misspelt. */
  expectAllMet(): void {
    const path = [...this.#byPath.keys()].find((candidate) => !this.#met.has(candidate))
    if (path === undefined) return
    throw new OptionError(`There is nothing in the schema at the path ${JSON.stringify(path)} of an override`, {
      code: 'unknown-path',
      hint: 'Paths are spelt as in the plan: $.a.b, $.list[], $.map{}, $["a key"].',
    })
  }
}
