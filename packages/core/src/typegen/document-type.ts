import { compile } from 'json-schema-to-typescript'
import { toJsonSchema } from '../schema/to-json-schema.js'
import type { Schema } from '../schema/schema.js'
import { maskNames } from './mask-names.js'
import { propertyName } from './type-names.js'

/** Stands for the type's name, which json-schema-to-typescript would spell its own way. */
const PLACEHOLDER = 'DocumentType'

/** The type of a schema's documents as `JSON.parse` gives them: integers are numbers. */
export async function documentType(schema: Schema, name: string): Promise<string> {
  const masked = maskNames(schema)
  const text = await compile(toJsonSchema(masked.schema, { closed: true }), PLACEHOLDER, {
    additionalProperties: false,
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    style: { printWidth: 120, semi: false, singleQuote: true },
    unknownAny: true,
  })
  return masked.unmask(text.replaceAll(PLACEHOLDER, name), propertyName)
}
