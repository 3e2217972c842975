import type { JsonObject, JsonValue } from '@bridge-downstream/core'
import { SynapseError } from './synapse-error.js'

/** The fields of an answer that is an object. @throws SynapseError `synapse-answer` */
export function readFields(asked: string, body: JsonValue | undefined): JsonObject {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as JsonObject
  throw badAnswer(asked)
}

export function readText(asked: string, fields: JsonObject, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (typeof value === 'string') return value
  throw badAnswer(asked)
}

export function readList(asked: string, fields: JsonObject, name: string): readonly JsonValue[] {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (Array.isArray(value)) return value as readonly JsonValue[]
  throw badAnswer(asked)
}

export function badAnswer(asked: string): SynapseError {
  return new SynapseError(`Synapse gave ${asked} in another form than is documented`, { code: 'synapse-answer' })
}
