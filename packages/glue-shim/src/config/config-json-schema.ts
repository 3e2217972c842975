import * as z from 'zod/mini'
import { configSchema } from './config-schema.js'

/** The JSON Schema (draft 2020-12) of a configuration file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: 'input' })
  return { ...schema, title: 'Configuration of bridge-downstream' }
}
