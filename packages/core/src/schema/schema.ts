/**
 * What is known of a dataset's structure. Plain JSON; fields are ordered by code unit, types and formats in their fixed order, so that
 * equal knowledge has equal text.
 */
export interface Schema {
  readonly version: 1
  /** Documents seen; 0 if the schema was declared and not inferred. */
  readonly documents: number
  readonly root: Field
}

/**
 * What may stand at one place of a document. `optional`, `nullable` and `types` are the structure; the counts are statistics, and are 0
 * where a place was declared and not seen.
 */
export interface Field {
  /** An object around this place may lack it. False for a root, an array's elements and a map's values. */
  readonly optional: boolean
  /** The value may be null. */
  readonly nullable: boolean
  /**
   * The kinds that may stand here, null apart: none, one, or several (a union). At most one of each kind; never integer beside number, nor
   * object beside map.
   */
  readonly types: readonly DataType[]
  /** Values seen here, null among them. */
  readonly present: number
  /** Objects seen around this place that did not have it. */
  readonly absent: number
  /** How many of the values were null. */
  readonly nulls: number
}

/** In the fixed order of kinds. */
export type DataType = NumericType | StringType | BooleanType | ObjectType | MapType | ArrayType | JsonType

/** `integer` if no value was written with a fraction or an exponent, and none was `-0`; else `number`. */
export interface NumericType {
  readonly kind: 'integer' | 'number'
  readonly count: number
  /** How many of the values were written as integers. */
  readonly integers: number
  /** Smallest and largest value, as the nearest doubles; null if none was seen. */
  readonly min: number | null
  readonly max: number | null
  /** Integers beyond ±(2^53 − 1), and how many of those do not fit in int64 either. */
  readonly beyondSafe: number
  readonly beyondInt64: number
}

export interface StringType {
  readonly kind: 'string'
  readonly count: number
  /** Length of the longest value, in UTF-16 code units. */
  readonly maxLength: number
  /** The formats that every value satisfied, in their fixed order. */
  readonly formats: readonly StringFormat[]
}

/** In their fixed order. */
export const STRING_FORMATS = ['date', 'date-time', 'time', 'uri', 'uuid'] as const

export type StringFormat = (typeof STRING_FORMATS)[number]

export interface BooleanType {
  readonly kind: 'boolean'
  readonly count: number
}

export interface ObjectType {
  readonly kind: 'object'
  readonly count: number
  readonly fields: readonly NamedField[]
}

export interface NamedField extends Field {
  readonly name: string
}

/** An object whose keys are data, such as dates or ids: it becomes rows of key and value. */
export interface MapType {
  readonly kind: 'map'
  readonly count: number
  /** Why it is taken for a map. */
  readonly reason: MapReason
  /** All values together. */
  readonly values: Field
  /** The keys and their values, as long as they are few enough to be kept: merging looks at them again. */
  readonly keys: readonly NamedField[] | null
}

/**
 * - `declared`: a schema or an option says so
 * - `many-keys`: more keys than a table may have columns
 * - `data-keys`: the keys are dates, times, uuids, numbers, e-mail addresses, URLs or other generated identifiers
 * - `alike-values`: many keys, whose values are objects of one shape
 */
export type MapReason = 'declared' | 'many-keys' | 'data-keys' | 'alike-values'

export interface ArrayType {
  readonly kind: 'array'
  readonly count: number
  /** Length of the longest value. */
  readonly maxLength: number
  readonly items: Field
}

/** Containers that nest too deep to be followed, or lie beyond the cap on paths; they are kept as JSON text. */
export interface JsonType {
  readonly kind: 'json'
  readonly count: number
}

export type Kind = DataType['kind']

/** The type of these kinds in a field, if there is one. */
export function typeOf<K extends Kind>(field: Field, ...kinds: readonly K[]): Extract<DataType, { kind: K }> | undefined {
  return field.types.find((type): type is Extract<DataType, { kind: K }> => (kinds as readonly Kind[]).includes(type.kind))
}
