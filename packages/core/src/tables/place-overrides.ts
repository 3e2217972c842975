import { OptionError } from '../errors.js'
import { formatPath, type Place } from '../names/place.js'
import type { ColumnType } from './table-plan.js'

/** What is done at one place instead of what the rules would do. */
export interface PlaceOverride {
  /** Keep the containers here, with all below them, as JSON text. */
  readonly json?: boolean | undefined
  /** Take the object here for a map. The schema must have been inferred with the same override. */
  readonly map?: boolean | undefined
  /** Leave the place out, with all below it. It cannot be rebuilt. */
  readonly exclude?: boolean | undefined
  /** Stands for the key in names of columns and tables. */
  readonly rename?: string | undefined
  /**
   * The column's type: `string` keeps numbers as text, of any size, `number` makes an integer column a double, `timestamp` and `date` are
   * for text in the format of RFC 3339. Text that the column would not give back to the letter stands in the residue too. Where several kinds
   * stand at the place, those that the type cannot hold keep their own columns; so does what it is not for at all.
   */
  readonly type?: Exclude<ColumnType, 'boolean'> | undefined
  /** Copy the value into every row of the tables below. */
  readonly pushdown?: boolean | undefined
  /** Another name under which views offer the column. */
  readonly alias?: string | undefined
}

const NONE: PlaceOverride = {}

/** Overrides by path, such as `$.steps[].answer`; each must be met by a place of the schema. */
export class PlaceOverrides {
  readonly #byPath: ReadonlyMap<string, PlaceOverride>
  readonly #met = new Set<string>()

  constructor(overrides: Readonly<Record<string, PlaceOverride>> = {}) {
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
