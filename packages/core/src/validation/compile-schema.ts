import type { ErrorObject, ValidateFunction } from 'ajv'
import { SchemaError } from '../errors.js'
import { shownUrl } from '../datasets/schema-url.js'
import { boundErrors, MAX_ERRORS } from './bound-errors.js'
import { createAjv } from './dialects.js'
import type { LinkedSchema } from './link-schema.js'
import { invalidSchema } from './schema-place.js'

/** Two validators of one schema. */
export interface CompiledFunctions {
  /** Ends at the first error. */
  readonly isValid: (plain: unknown) => boolean
  /** All errors of a value that is not valid, or the first {@link MAX_ERRORS} or so. */
  readonly errorsOf: (plain: unknown) => readonly ErrorObject[]
}

/**
 * Make functions of a schema. The one that gathers errors is made when the first document fails, since most never do.
 *
 * @throws SchemaError `schema-invalid`, such as for a pattern that is no regular expression; `schema-too-large` if it nests too deep.
 */
export function compileFunctions(linked: LinkedSchema): CompiledFunctions {
  let gather: ValidateFunction | undefined
  const isValid = compileOrGather()
  return {
    isValid,
    errorsOf: (plain) => {
      gather ??= compile(linked, true)
      gather(plain)
      return gather.errors ?? []
    },
  }

  /** The code that ends at the first error nests one level deeper with each keyword and property, and may nest too deep for ajv. */
  function compileOrGather(): ValidateFunction {
    try {
      return compile(linked, false)
    } catch (error) {
      if (!(error instanceof SchemaError) || error.code !== 'schema-too-large') throw error
      gather = compile(linked, true)
      return gather
    }
  }
}

/** Whether there may be more errors than were gathered. */
export function mayBeMore(errors: readonly ErrorObject[]): boolean {
  return errors.length >= MAX_ERRORS
}

function compile(linked: LinkedSchema, allErrors: boolean): ValidateFunction {
  const ajv = createAjv(linked.dialect, {
    allErrors,
    meta: false,
    // Checked already, document by document.
    validateSchema: false,
    // Else a key such as `constructor` would seem to be there in every object.
    ownProperties: true,
    // A number beyond the range of doubles is infinite here, and a number.
    strictNumbers: false,
    code: { regExp: Object.assign(createPattern, { code: 'createPattern' }) },
  })
  boundErrors(ajv)
  try {
    for (const [key, part] of linked.parts) ajv.addSchema(part, key)
    return ajv.getSchema(linked.root)!
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new SchemaError('The schema nests too deep', { code: 'schema-too-large', schema: shownUrl(linked.url), cause })
    }
    throw invalidSchema('The schema cannot be compiled', { url: linked.url, pointer: '' }, cause)
  }
}

/** Patterns are Unicode's, but older ones are written with escapes that are errors there, such as `\-`. */
function createPattern(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags)
  } catch {
    return new RegExp(pattern)
  }
}
