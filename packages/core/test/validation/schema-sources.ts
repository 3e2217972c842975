import { cachedSchemas, createMemoryStore, mirrorSchemas, parseJson, SchemaError, type SchemaSource } from '@bridge-downstream/core'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { toPlain } from '../../src/json/to-plain.js'
import { createValidator, type CompiledSchema } from '../../src/validation/index.js'
import { fixturePath } from '../support/fixtures.js'

/** Schemas by URL. */
export function sourceOf(schemas: Readonly<Record<string, unknown>>): SchemaSource & { readonly asked: string[] } {
  const asked: string[] = []
  const byUrl = new Map(Object.entries(schemas))
  return {
    asked,
    get: async (url) => {
      asked.push(url)
      if (!byUrl.has(url)) throw new SchemaError('There is no such schema', { code: 'schema-not-found', schema: url })
      return { url, sha256: '0'.repeat(64), schema: byUrl.get(url) }
    },
  }
}

/** One schema, compiled. Text is parsed, so that any key can be written. */
export async function compileOne(schema: unknown): Promise<CompiledSchema> {
  const url = 'https://example.org/schema.json'
  const parsed = typeof schema === 'string' ? toPlain(parseJson(schema)) : schema
  return createValidator(sourceOf({ [url]: parsed })).compile(url)
}

/** What is wrong with a JSON text, as `pointer keyword`. */
export function brokenIn(compiled: CompiledSchema, text: string): string[] {
  return compiled.validate(parseJson(text)).map(({ pointer, keyword }) => `${pointer} ${keyword}`)
}

export const MOBILE_CLIENT_JSON = 'https://sage-bionetworks.github.io/mobile-client-json/schemas'

/** The files of the mirror, by their URL. */
export function readMirror(): Map<string, Uint8Array> {
  const root = fixturePath('bridge', 'schema-mirror')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
  return new Map(files.sort().map((file) => [`https://${file.split(path.sep).join('/')}`, readFileSync(path.join(root, file))]))
}

export async function mirrorSource(): Promise<SchemaSource> {
  const store = createMemoryStore()
  for (const [url, bytes] of readMirror()) await store.put(url.slice('https://'.length), bytes)
  return cachedSchemas(mirrorSchemas(store))
}
