import type { ErrorObject } from 'ajv'
import type { SchemaViolation } from '../datasets/entry-validator.js'

const LONGEST_NAME = 100
const LONGEST_LIST = 20

export function describeViolation(error: ErrorObject, pointer: string): SchemaViolation {
  const params = paramsOf(error)
  return { pointer, keyword: error.keyword, params, message: messageOf(error.keyword, params) }
}

/** The name of a property that is missing, or should not be there. */
export function propertyOf({ params }: ErrorObject): unknown {
  const { missingProperty, additionalProperty, unevaluatedProperty } = params as Record<string, unknown>
  return missingProperty ?? additionalProperty ?? unevaluatedProperty
}

function paramsOf({ params, propertyName }: ErrorObject): Record<string, unknown> {
  const entries = Object.entries(params as Record<string, unknown>).map(([name, param]) => [name, shorten(param)] as const)
  return { ...Object.fromEntries(entries), ...(propertyName === undefined ? {} : { propertyName }) }
}

function shorten(param: unknown): unknown {
  return Array.isArray(param) && param.length > LONGEST_LIST ? [...(param as unknown[]).slice(0, LONGEST_LIST), '…'] : param
}

function messageOf(keyword: string, params: Readonly<Record<string, unknown>>): string {
  const count = (what: string): string =>
    `must have ${keyword.startsWith('min') ? 'at least' : 'at most'} ${String(params['limit'])} ${what}`
  switch (keyword) {
    case 'type':
      return `must be ${[params['type']].flat().join(' or ')}`
    case 'required':
      return `must have the property ${quote(params['missingProperty'])}`
    case 'dependencies':
    case 'dependentRequired':
      return `must have the property ${quote(params['missingProperty'])} where it has ${quote(params['property'])}`
    case 'additionalProperties':
      return `must not have the property ${quote(params['additionalProperty'])}`
    case 'unevaluatedProperties':
      return `must not have the property ${quote(params['unevaluatedProperty'])}`
    case 'propertyNames':
      return `must not have a property of the name ${quote(params['propertyName'])}`
    case 'enum':
      return 'must be one of the allowed values'
    case 'const':
      return 'must be the one allowed value'
    case 'pattern':
      return `must match the pattern ${quote(params['pattern'])}`
    case 'maximum':
    case 'minimum':
    case 'exclusiveMaximum':
    case 'exclusiveMinimum':
      return `must be ${String(params['comparison'])} ${String(params['limit'])}`
    case 'multipleOf':
      return `must be a multiple of ${String(params['multipleOf'])}`
    case 'maxLength':
    case 'minLength':
      return count('characters')
    case 'maxItems':
    case 'minItems':
      return count('elements')
    case 'maxProperties':
    case 'minProperties':
      return count('properties')
    case 'items':
    case 'additionalItems':
    case 'unevaluatedItems':
      return 'must not have so many elements'
    case 'uniqueItems':
      return `must not have equal elements, as those at ${String(params['j'])} and ${String(params['i'])} are`
    case 'contains':
      return 'must have a certain number of elements of a certain form'
    case 'anyOf':
      return 'must fit one of the alternatives'
    case 'oneOf':
      return 'must fit exactly one of the alternatives'
    case 'not':
      return 'must not be as it is'
    case 'if':
      return `must be as ${quote(params['failingKeyword'])} says`
    case 'false schema':
      return 'must not be there'
    case TOO_MANY:
      return `has more than ${String(params['limit'])} errors, of which the rest was not looked at`
    case TOO_DEEP:
      return 'nests too deep to be validated'
    default:
      return `must satisfy ${quote(keyword)}`
  }
}

/** Stands, as a keyword, for the errors that were not looked at. */
export const TOO_MANY = 'tooManyErrors'
/** Stands, as a keyword, for a value that overflows the stack of what validates it. */
export const TOO_DEEP = 'tooDeep'

function quote(name: unknown): string {
  const text = String(name)
  return JSON.stringify(text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text)
}
