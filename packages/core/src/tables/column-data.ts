/** The cells of one column of one row group, in typed memory. Values stand one after the other, without the nulls. */
export type ColumnData = BooleanData | DoubleData | Int64Data | TextData

interface Presence {
  readonly rows: number
  /** Values; the rest of the rows hold null. */
  readonly count: number
  /** A bit for each row, the lowest first, that says whether it has a value; undefined where all have one. */
  readonly present: Uint8Array | undefined
}

export interface BooleanData extends Presence {
  readonly kind: 'boolean'
  /** 0 or 1 for each value; there may be room for more. */
  readonly values: Uint8Array
}

/** Doubles, and days since the Unix epoch. */
export interface DoubleData extends Presence {
  readonly kind: 'double'
  /** There may be room for more. */
  readonly values: Float64Array
}

export interface Int64Data extends Presence {
  readonly kind: 'int64'
  /** Two words for each value, the lower one first; there may be room for more. */
  readonly words: Int32Array
}

export interface TextData extends Presence {
  readonly kind: 'text'
  /** Texts in UTF-8, each after its length in 4 bytes, the lowest first: as Parquet's PLAIN has them. */
  readonly bytes: Uint8Array
  readonly usedBytes: number
  /** Where each distinct text begins, or each value if `codes` is undefined. */
  readonly starts: Int32Array
  /** For each value the place of its text among the distinct ones; undefined where every value stands for itself. */
  readonly codes: Int32Array | undefined
  /** Distinct texts, in the order in which they came first; 0 if `codes` is undefined. */
  readonly distinct: number
}
