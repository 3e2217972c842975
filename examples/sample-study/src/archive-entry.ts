import type { JsonValue } from './json.ts'

/** One entry of an archive, before it is written. */
export type ArchiveEntry = JsonEntry | BytesEntry | DirectoryEntry

/** An entry that holds JSON, whatever its path ends with. */
export type JsonEntry = {
  kind: 'json'
  path: string
  value: JsonValue
  /** Where the manifest says the entry's JSON Schema is; absent if it has none. */
  jsonSchema?: string
  stepPath?: string
}

/** An entry that is not JSON. */
export type BytesEntry = { kind: 'bytes'; path: string; bytes: Uint8Array; contentType: string }

/** An entry of no bytes whose path ends with `/`. */
export type DirectoryEntry = { kind: 'directory'; path: string }

/** Where the made-up schemas would be; example.org is reserved, so nothing is there (RFC 2606). */
export function schemaUrl(name: string): string {
  return `https://example.org/schemas/v1/${name}.json`
}
