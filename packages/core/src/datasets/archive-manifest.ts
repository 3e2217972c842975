import { isJsonArray, isJsonObject, type JsonValue } from '../json/json-value.js'

/** The entry that names the others. */
export const MANIFEST_NAME = 'metadata.json'

/**
 * Which JSON Schema each file has by the archive's own `metadata.json`, by the name it is given there. Files without a name, and references
 * that are absent, empty, null or no text, are passed over: whether the manifest is right is for its own schema to say.
 */
export function readManifest(manifest: JsonValue): ReadonlyMap<string, string> {
  const files = isJsonObject(manifest) && Object.hasOwn(manifest, 'files') ? manifest['files'] : undefined
  const references = new Map<string, string>()
  if (files === undefined || !isJsonArray(files)) return references
  for (const file of files) {
    if (!isJsonObject(file)) continue
    const { filename, jsonSchema } = file
    if (typeof filename === 'string' && typeof jsonSchema === 'string' && jsonSchema.trim() !== '')
      references.set(filename, jsonSchema.trim())
  }
  return references
}
