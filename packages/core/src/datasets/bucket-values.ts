/** The distinct constants at one place, as long as they are few. */
export interface ValueTable {
  readonly ids: Map<string, number>
  /** More than {@link MOST_VALUES} were seen: these are data, and are forgotten. */
  full: boolean
}

/** Stands for a string that cannot be a constant of a schema. */
export const NO_CONSTANT = 0

const MOST_VALUES = 256
const LONGEST_VALUE = 100
/** A word, or words joined by punctuation; what holds a space, or begins with a digit, is text or data. */
const WORD = /^[A-Za-z_$@][\w.:/#$@-]*$/
/** Keys that conventions reserve for the name of a type: JSON-LD, Json.NET, GraphQL, Spring Data and ResearchKit, JSON Schema. */
const RESERVED = /^([@$]type|__typename|_class|\$schema)$/
/** A key whose last word says that its value names a kind. */
const TYPE_LIKE = /(^|[^A-Za-z])(type|kind|class|event|schema)$|[a-z](Type|Kind|Class|Event|Schema)$/

export function createValueTable(): ValueTable {
  return { ids: new Map(), full: false }
}

/** The number of a value within its place; {@link NO_CONSTANT} for what is no word, or once there are too many. */
export function valueId(table: ValueTable, value: string): number {
  const known = table.ids.get(value)
  if (known !== undefined) return known
  if (table.full || value.length > LONGEST_VALUE || !WORD.test(value)) return NO_CONSTANT
  if (table.ids.size >= MOST_VALUES) {
    table.full = true
    table.ids.clear()
    return NO_CONSTANT
  }
  const id = table.ids.size + 1
  table.ids.set(value, id)
  return id
}

export function isReservedForTypes(key: string): boolean {
  return RESERVED.test(key)
}

export function isTypeLike(key: string): boolean {
  return TYPE_LIKE.test(key)
}
