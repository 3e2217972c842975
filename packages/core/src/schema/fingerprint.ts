import stableStringify from 'fast-json-stable-stringify'
import { digestHex } from '../names/digest.js'
import { canonicalize, type FingerprintLevel } from './canonicalize.js'
import type { Schema } from './schema.js'

/**
 * A short, stable name of a schema's structure: `fp1:<level>:<64 hexadecimal digits>`, SHA-256 of the canonical text in UTF-8. Equal in
 * every run, whatever the order of documents, keys and files.
 *
 * @param level how closely to look. Default `shape`.
 */
export function fingerprint(schema: Schema, level: FingerprintLevel = 'shape'): string {
  return `fp1:${level}:${digestHex(new TextEncoder().encode(stableStringify(canonicalize(schema, level))))}`
}
