import { DocumentParseError } from '../errors.js'
import { isJsonObject, type JsonValue } from '../json/json-value.js'
import { parseJson } from '../json/parse-json.js'

/** What an app tells of itself and its device with each upload. */
export interface ClientInfo {
  readonly appName?: string | undefined
  /** A build's number, mostly. */
  readonly appVersion?: string | undefined
  readonly deviceName?: string | undefined
  readonly osName?: string | undefined
  readonly osVersion?: string | undefined
}

const KEYS = ['appName', 'appVersion', 'deviceName', 'osName', 'osVersion'] as const
/** Keys of Bridge's text form. A device's name may hold commas and equals signs, so that only these end a value. */
const NEXT_FIELD = /, (?=(?:appName|appVersion|deviceName|osName|osVersion|sdkName|sdkVersion)=)/

/**
 * Parse the `clientinfo` of a record's user metadata: `ClientInfo [appName=…, osName=…]`, or the same as JSON text.
 *
 * @returns what it tells; a field that it lacks, or that says nothing (empty, `null`, `???`), is absent. Of any other text, nothing.
 */
export function parseClientInfo(text: string): ClientInfo {
  const fields = text.startsWith('ClientInfo [') && text.endsWith(']') ? fieldsOfText(text) : fieldsOfJson(text)
  const told = KEYS.flatMap((key) => {
    const value = toldText(fields.get(key))
    return value === undefined ? [] : [[key, value] as const]
  })
  return Object.fromEntries(told)
}

function fieldsOfText(text: string): ReadonlyMap<string, string> {
  const fields = text.slice('ClientInfo ['.length, -1).split(NEXT_FIELD)
  return new Map(fields.map((field) => [field.split('=', 1)[0]!, field.slice(field.indexOf('=') + 1)]))
}

function fieldsOfJson(text: string): ReadonlyMap<string, JsonValue> {
  try {
    const parsed = parseJson(text)
    return new Map(isJsonObject(parsed) ? Object.entries(parsed) : [])
  } catch (error) {
    // Apps send other texts too, which tell nothing.
    if (error instanceof DocumentParseError) return new Map()
    throw error
  }
}

/** A text that tells something, or a number as text; undefined for a placeholder. */
export function toldText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' || text === 'null' || text === '???' ? undefined : text
}
