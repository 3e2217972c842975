import { ExactNumber, type JsonValue } from '../json/json-value.js'
import { ownText } from '../json/own-text.js'
import { stringifyJson } from '../json/stringify-json.js'

type Numeric = number | bigint

/** The last of the documents whose value is greatest, by each of the two orders. */
interface Candidates {
  /** Null where every value was absent or null. */
  text: string | null
  textAt: number
  number: Numeric | null
  numberAt: number
  allNumbers: boolean
}

/**
 * Finds, of the documents of each key, the one with the greatest value: as numbers if all are numbers, else as text. Which order counts is
 * known when all have been seen, so both are followed: numbers among text would otherwise make the outcome depend on who met whom.
 *
 * Memory grows with the number of distinct keys.
 */
export class LatestDocuments {
  readonly #byKey = new Map<string, Candidates>()

  /** @param ordinal place of the document in the partition; greater than that of any before it. */
  add(key: string, value: JsonValue | undefined, ordinal: number): void {
    const text = textOf(value)
    const number = numberOf(value)
    const known = this.#byKey.get(key)
    if (!known) {
      this.#byKey.set(key, { text, textAt: ordinal, number, numberAt: ordinal, allNumbers: text === null || number !== null })
      return
    }
    if (!isGreater(known.text, text)) Object.assign(known, { text, textAt: ordinal })
    if (!isGreater(known.number, number)) Object.assign(known, { number, numberAt: ordinal })
    known.allNumbers &&= text === null || number !== null
  }

  /** Places of the documents that are kept, one for each key. */
  winners(): Set<number> {
    return new Set([...this.#byKey.values()].map(({ allNumbers, numberAt, textAt }) => (allNumbers ? numberAt : textAt)))
  }
}

/** Null comes before everything. */
function isGreater<T extends Numeric | string>(a: T | null, b: T | null): boolean {
  return a !== null && (b === null || a > b)
}

function numberOf(value: JsonValue | undefined): Numeric | null {
  if (value instanceof ExactNumber) return value.valueOf()
  return typeof value === 'number' || typeof value === 'bigint' ? value : null
}

function textOf(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? ownText(value) : stringifyJson(value)
}
