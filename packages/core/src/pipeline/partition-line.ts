import type { InjectedField } from '../datasets/injected-fields.js'
import { isJsonObject, setOwn, type JsonObject, type JsonValue } from '../json/json-value.js'
import type { DocumentComplaint } from '../json/parse-json.js'
import { stringifyJson } from '../json/stringify-json.js'
import type { Cell } from '../tables/cell.js'

/** A line of a JSON dataset, taken apart. */
export interface PartitionLine {
  /** The line as it stands. */
  readonly line: JsonObject
  /** The document: the line without its injected fields. */
  readonly document: JsonObject
  /** Values of the injected columns, by name; a field that the line lacks is null. */
  readonly injected: Readonly<Record<string, Cell>>
}

const INT64_MAX = 2n ** 63n - 1n

/** Takes lines of a JSON dataset apart: documents, and what was injected into them. */
export class LineReader {
  /** Name of the field that holds the record's id, if one does. */
  readonly recordField: string | undefined
  /** The injected fields' names as they stand before their values, in their order: JSON text in UTF-8, with the colon. */
  readonly keyBytes: readonly Uint8Array[]
  readonly #fields: ReadonlyMap<string, InjectedField>

  constructor(fields: readonly InjectedField[]) {
    this.#fields = new Map(fields.map((field) => [field.name, field]))
    this.recordField = fields.find(({ from }) => 'record' in from)?.name
    const encoder = new TextEncoder()
    this.keyBytes = fields.map(({ name }) => encoder.encode(`${stringifyJson(name)}:`))
  }

  /** Whether a field of a line was injected. */
  isInjected(name: string): boolean {
    return this.#fields.has(name)
  }

  /** What is wrong with a line, if anything is. */
  check(value: JsonValue): DocumentComplaint | undefined {
    if (!isJsonObject(value)) {
      return {
        code: 'not-an-object',
        what: 'A document of a dataset must be an object, and this is none',
        hint: 'Restore the object, or unpack its archive again.',
      }
    }
    for (const { name, type } of this.#fields.values()) {
      if (!Object.hasOwn(value, name) || isCell(value[name]!, type)) continue
      return {
        code: 'bad-injected-field',
        what: `The injected field ${JSON.stringify(name)} is not ${type === 'integer' ? 'an integer' : 'a text'}`,
        hint: 'Restore the object, or unpack its archive again.',
      }
    }
    return undefined
  }

  /**
   * Take a line apart. It must have been checked.
   *
   * @param fallbackId the record's id where the line does not say it.
   */
  read(line: JsonObject, fallbackId: string): PartitionLine & { readonly recordId: string } {
    const document: Record<string, JsonValue> = {}
    for (const key of Object.keys(line)) if (!this.#fields.has(key)) setOwn(document, key, line[key]!)
    const injected: Record<string, Cell> = {}
    for (const name of this.#fields.keys()) setOwn(injected, name, Object.hasOwn(line, name) ? line[name]! : null)
    if (this.recordField === undefined) return { line, document, injected, recordId: fallbackId }
    const recordId = injected[this.recordField] ?? fallbackId
    injected[this.recordField] = recordId
    return { line, document, injected, recordId: String(recordId) }
  }
}

/** Injected text that is no Unicode has no column that holds it. */
function isCell(value: JsonValue, type: InjectedField['type']): boolean {
  if (value === null) return true
  if (type === 'string') return typeof value === 'string' && value.isWellFormed()
  return Number.isSafeInteger(value) || (typeof value === 'bigint' && value <= INT64_MAX && value >= -INT64_MAX - 1n)
}
