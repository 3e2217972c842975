import type { Platform } from './participant.ts'

/** What a JSON text can say. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject

/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue }

/**
 * State a field that may have no value, as the platform would.
 *
 * @returns `{name: value}`; without a value `{name: null}` on Android, and `{}` on iOS.
 */
export function optionalField(platform: Platform, name: string, value: JsonValue | undefined): JsonObject {
  if (value !== undefined) return { [name]: value }
  return platform === 'android' ? { [name]: null } : {}
}

/**
 * Write JSON as the platform would.
 *
 * @returns On one line on Android; indented and with `/` escaped on iOS, as Apple's JSONSerialization does.
 */
export function renderJson(platform: Platform, value: JsonValue): string {
  return platform === 'android' ? JSON.stringify(value) : JSON.stringify(value, null, 2).replaceAll('/', String.raw`\/`)
}
