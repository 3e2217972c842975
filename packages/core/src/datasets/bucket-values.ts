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

/** The distinct constants at one place, as long as they are few; each has a number, from 1. */
export class ConstantTable {
  /** Most places of a hostile pile have one value: it needs no map. */
  #first: string | undefined
  #ids: Map<string, number> | undefined
  #full = false

  /** More were seen than a schema has: these are data, and are forgotten. */
  get isFull(): boolean {
    return this.#full
  }

  /** The number of a value; {@link NO_CONSTANT} for what is no word, or once there are too many. */
  idOf(value: string): number {
    if (value === this.#first) return 1
    const known = this.#ids?.get(value)
    if (known !== undefined) return known
    if (this.#full || value.length > LONGEST_VALUE || !WORD.test(value)) return NO_CONSTANT
    if (this.#first === undefined) {
      this.#first = value
      return 1
    }
    this.#ids ??= new Map()
    if (this.#ids.size + 1 >= MOST_VALUES) {
      this.#full = true
      this.#ids = undefined
      this.#first = undefined
      return NO_CONSTANT
    }
    const id = this.#ids.size + 2
    this.#ids.set(value, id)
    return id
  }

  /** Each constant with its number. */
  entries(): [string, number][] {
    return [...(this.#first === undefined ? [] : [[this.#first, 1] as [string, number]]), ...(this.#ids ?? [])]
  }
}

export function isReservedForTypes(key: string): boolean {
  return RESERVED.test(key)
}

export function isTypeLike(key: string): boolean {
  return TYPE_LIKE.test(key)
}
