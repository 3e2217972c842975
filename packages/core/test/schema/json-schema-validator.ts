import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { JsonSchema } from '../../src/schema/to-json-schema.js'

/**
 * A validator for a schema as it is read from its text, once the schema is valid itself.
 *
 * `ownProperties` stays off, as it does by default: names that every object inherits must be right without it.
 */
export function compileJsonSchema(schema: JsonSchema): ValidateFunction {
  // Infinite: what JSON.parse makes of numbers beyond the range of doubles.
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictNumbers: false, allErrors: false })
  formats.default(ajv)
  const parsed = JSON.parse(JSON.stringify(schema)) as JsonSchema
  if (ajv.validateSchema(parsed) !== true) throw new Error(`No valid JSON Schema: ${ajv.errorsText()}`)
  return ajv.compile(parsed)
}
