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
