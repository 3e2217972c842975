/**
 * What is known of a dataset's structure. Plain JSON; fields are ordered by code unit, types by kind, so that equal knowledge has equal
 * text.
 */
export interface Schema {
  readonly version: 1
  /** Documents seen. */
  readonly documents: number
  readonly root: Field
}

/** What may stand at one place of a document. */
export interface Field {
  /** Values seen here, null among them. */
  readonly present: number
  /** Objects around this place that did not have it. 0 for a root or an array's elements. */
  readonly absent: number
  /** How many of the values were null. */
  readonly nulls: number
  /** The kinds seen, nulls apart: none, one, or several (a union). At most one of each kind; never integer beside number. */
  readonly types: readonly DataType[]
}

export type DataType = BooleanType | NumericType | StringType | ObjectType | ArrayType | JsonType

export interface BooleanType {
  readonly kind: 'boolean'
  readonly count: number
}

/** `integer` if no value was written with a fraction or an exponent, and none was `-0`; else `number`. */
export interface NumericType {
  readonly kind: 'integer' | 'number'
  readonly count: number
  /** How many of the values were written as integers. */
  readonly integers: number
  /** Smallest and largest value, as the nearest doubles. */
  readonly min: number
  readonly max: number
  /** Integers beyond ±(2^53 − 1), and how many of those do not fit in int64 either. */
  readonly beyondSafe: number
  readonly beyondInt64: number
}

export interface StringType {
  readonly kind: 'string'
  readonly count: number
  /** Length of the longest value, in UTF-16 code units. */
  readonly maxLength: number
}

export interface ObjectType {
  readonly kind: 'object'
  readonly count: number
  readonly fields: readonly NamedField[]
}

export interface NamedField extends Field {
  readonly name: string
}

export interface ArrayType {
  readonly kind: 'array'
  readonly count: number
  /** Length of the longest value. */
  readonly maxLength: number
  readonly items: Field
}

/** Containers that nest too deep to be followed; they are kept as JSON text. */
export interface JsonType {
  readonly kind: 'json'
  readonly count: number
}

export type Kind = DataType['kind']

/** The type of one kind in a field, if it was seen. */
export function typeOf<K extends Kind>(field: Field, ...kinds: readonly K[]): Extract<DataType, { kind: K }> | undefined {
  return field.types.find((type): type is Extract<DataType, { kind: K }> => (kinds as readonly Kind[]).includes(type.kind))
}
