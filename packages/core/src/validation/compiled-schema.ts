import type { ErrorObject } from 'ajv'
import type { SchemaViolation } from '../datasets/entry-validator.js'
import { isJsonArray, type JsonValue } from '../json/json-value.js'
import { toPlain } from '../json/to-plain.js'
import { MAX_ERRORS } from './bound-errors.js'
import { compileFunctions, mayBeMore, type CompiledFunctions } from './compile-schema.js'
import type { SchemaDialect } from './dialects.js'
import type { LinkedSchema } from './link-schema.js'
import type { LinkedPart } from './rewrite-schema.js'
import { describeViolation, TOO_DEEP, TOO_MANY } from './violation.js'

/** An error, and the plain value in which its `instancePath` leads to the place. */
export interface Finding {
  readonly error: ErrorObject
  readonly plain: unknown
  /** Position, in the whole array, of the first element of `plain`; 0 if `plain` is the whole value. */
  readonly firstPosition: number
}

/** Elements that are validated at once. */
const SLICE = 256

/** A schema that is ready to validate. */
export class CompiledSchema {
  /** Where it was found. */
  readonly url: string
  readonly dialect: SchemaDialect
  /** What it is made of: the document itself, and those that its references lead to. */
  readonly documents: readonly { readonly url: string; readonly sha256: string }[]
  /** Whether an array is valid exactly if each of its elements is, so that no more than a slice of it must be looked at together. */
  readonly isByElement: boolean
  readonly #functions: CompiledFunctions

  constructor(linked: LinkedSchema) {
    this.url = linked.url
    this.dialect = linked.dialect
    this.documents = linked.documents
    this.isByElement = isByElement(linked)
    this.#functions = compileFunctions(linked)
  }

  /**
   * What is wrong with a document.
   *
   * Numbers are compared as doubles. Formats are not asserted.
   *
   * @param options.maxErrors no more than so many are given. Default 1,000.
   * @returns nothing if the document is valid.
   */
  validate(value: JsonValue, options: { readonly maxErrors?: number | undefined } = {}): SchemaViolation[] {
    const { maxErrors = 1_000 } = options
    const violations: SchemaViolation[] = []
    for (const finding of this.findings(value)) {
      if (violations.length >= maxErrors) break
      violations.push(violationOf(finding))
    }
    return violations
  }

  /** All that is wrong with a document, a slice at a time where that is possible. */
  *findings(value: JsonValue): Generator<Finding, void, undefined> {
    if (this.isByElement && isJsonArray(value)) yield* this.#findingsOfElements(value)
    else yield* this.#check(toPlain(value), 0)
  }

  /** As `findings` of an array with these elements. */
  *findingsOfElements(elements: Iterable<JsonValue>): Generator<Finding, void, undefined> {
    if (this.isByElement) yield* this.#findingsOfElements(elements)
    else yield* this.#check(toPlain([...elements]), 0)
  }

  *#findingsOfElements(elements: Iterable<JsonValue>): Generator<Finding, void, undefined> {
    let slice: JsonValue[] = []
    let firstPosition = 0
    for (const element of elements) {
      slice.push(element)
      if (slice.length < SLICE) continue
      yield* this.#check(toPlain(slice), firstPosition)
      firstPosition += slice.length
      slice = []
    }
    // An empty array is checked too: that it is an array at all may be wrong.
    if (slice.length > 0 || firstPosition === 0) yield* this.#check(toPlain(slice), firstPosition)
  }

  *#check(plain: unknown, firstPosition: number): Generator<Finding, void, undefined> {
    for (const error of this.#errorsOf(plain)) yield { error, plain, firstPosition }
  }

  #errorsOf(plain: unknown): readonly ErrorObject[] {
    if (withinStack(() => this.#functions.isValid(plain)) === true) return []
    const errors = withinStack(() => this.#functions.errorsOf(plain))
    if (errors === undefined) return [marker(TOO_DEEP, {})]
    return mayBeMore(errors) ? [...errors, marker(TOO_MANY, { limit: MAX_ERRORS })] : errors
  }
}

/**
 * What an action gives; undefined if the stack is full. A document may nest deep, a schema may apply itself to the same place for ever, and
 * the code of the first function may itself nest too deep, where that of the second does not.
 */
function withinStack<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

export function violationOf({ error, firstPosition }: Finding): SchemaViolation {
  const pointer = firstPosition === 0 ? error.instancePath : shiftPosition(error.instancePath, firstPosition)
  return describeViolation(error, pointer)
}

function shiftPosition(pointer: string, by: number): string {
  return pointer.replace(/^\/(\d+)/, (_, position: string) => `/${Number(position) + by}`)
}

/** An error that no keyword of the schema makes. */
function marker(keyword: string, params: Record<string, unknown>): ErrorObject {
  return { keyword, instancePath: '', schemaPath: '', params }
}

function isByElement({ parts, root }: LinkedSchema): boolean {
  const seen = new Set<string>()
  let key = root
  for (;;) {
    const part: LinkedPart = parts.get(key)!
    if (typeof part === 'boolean' || seen.has(key)) return false
    seen.add(key)
    const keywords = Object.keys(part)
    if (keywords.length === 1 && typeof part['$ref'] === 'string') key = part['$ref']
    else return keywords.includes('items') && !Array.isArray(part['items']) && keywords.every((one) => one === 'type' || one === 'items')
  }
}
