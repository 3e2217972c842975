import { _, Name, type CodeKeywordDefinition, type KeywordCxt } from 'ajv'
import type { AnyAjv } from './dialects.js'
import { findDuplicate } from './find-duplicate.js'

/** Marks schemas that may be applied any number of times. No keyword of JSON Schema. */
export const BOUND_KEYWORD = 'stopIfManyErrors'

/** Errors that one validating function gathers before it gives up. */
export const MAX_ERRORS = 10_000

// What ajv calls the errors found so far, and their number, in the code that it generates (its compile/names.ts).
const ERRORS = new Name('vErrors')
const COUNT = new Name('errors')

/**
 * Keep what ajv gathers within bounds, whatever the document. By itself it keeps every error of every element, also those in alternatives
 * that are dropped when another one fits, and copies them all once for each element with a reference.
 *
 * - A function that has found {@link MAX_ERRORS} gives up: the document is invalid, whatever else there is.
 * - Within `anyOf`, `oneOf` and `contains` an alternative ends at its first error.
 * - `uniqueItems` takes time in proportion to the array, not to its square.
 */
export function boundErrors(ajv: AnyAjv): void {
  ajv.addKeyword({ keyword: BOUND_KEYWORD, schemaType: 'boolean', code: giveUpIfMany })
  for (const keyword of ['additionalProperties', 'unevaluatedProperties', 'propertyNames']) changeCode(ajv, keyword, giveUpWithinLoop)
  for (const keyword of ['anyOf', 'oneOf']) changeCode(ajv, keyword, endAtFirstError)
  changeCode(ajv, 'contains', forgetElements)
  changeCode(ajv, 'uniqueItems', () => codeUniqueItems)
}

type Code = CodeKeywordDefinition['code']

function changeCode(ajv: AnyAjv, keyword: string, change: (code: Code) => Code): void {
  const definition = ajv.getKeyword(keyword)
  // Not every dialect has every keyword.
  if (typeof definition === 'object' && 'code' in definition) definition.code = change(definition.code)
}

function giveUpIfMany({ gen, it }: KeywordCxt): void {
  // In an alternative it says nothing about the whole that there are many errors.
  if (it.allErrors !== true || it.compositeRule === true) return
  gen.if(_`${COUNT} >= ${MAX_ERRORS}`, () => gen.assign(_`${it.validateName}.errors`, ERRORS).return(false))
}

function giveUpWithinLoop(code: Code): Code {
  return (cxt, type) => {
    const error = cxt.error.bind(cxt)
    cxt.error = (...parameters) => {
      error(...parameters)
      giveUpIfMany(cxt)
    }
    code(cxt, type)
  }
}

function endAtFirstError(code: Code): Code {
  return (cxt, type) => {
    const subschema = cxt.subschema.bind(cxt)
    cxt.subschema = (application, valid) => subschema({ ...application, allErrors: false }, valid)
    code(cxt, type)
  }
}

function forgetElements(code: Code): Code {
  return (cxt, type) => {
    const subschema = cxt.subschema.bind(cxt)
    cxt.subschema = (application, valid) => {
      const within = subschema({ ...application, allErrors: false }, valid)
      cxt.gen.if(_`!${valid}`, () => cxt.reset())
      return within
    }
    code(cxt, type)
  }
}

const codeUniqueItems: Code = (cxt) => {
  if (cxt.schema !== true) return
  const find = cxt.gen.scopeValue('func', { ref: findDuplicate })
  const pair = cxt.gen.const('pair', _`${find}(${cxt.data})`)
  cxt.setParams({ i: _`${pair}[0]`, j: _`${pair}[1]` })
  cxt.fail(_`${pair} !== undefined`)
}
