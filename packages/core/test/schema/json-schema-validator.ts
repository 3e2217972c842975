import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parseJson } from '../../src/json/parse-json.js'
import { toPlain } from '../../src/json/to-plain.js'
import type { JsonSchema } from '../../src/schema/to-json-schema.js'

// `ownProperties` stays off, as it is by default: names that every object inherits must be right without it.
const ajv = new Ajv2020({
  strictSchema: true,
  strictTypes: true,
  allowUnionTypes: true,
  // Plain numbers are infinite beyond the range of doubles.
  strictNumbers: false,
})
formats.default(ajv)

/** A validator for a schema as it is read from its text, once the schema is valid itself. */
export function compileJsonSchema(schema: JsonSchema): ValidateFunction {
  const parsed = parsePlain(JSON.stringify(schema)) as JsonSchema
  if (ajv.validateSchema(parsed) !== true) throw new Error(`No valid JSON Schema: ${ajv.errorsText()}`)
  const validate = ajv.compile(parsed)
  ajv.removeSchema(parsed)
  return validate
}

/** As JSON.parse should: V8 mistakes a key that is one escaped character for a backslash once it has parsed that key (nodejs/node#63785). */
export function parsePlain(text: string): unknown {
  return toPlain(parseJson(text))
}
