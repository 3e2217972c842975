import { isJsonObject, type JsonValue } from '../json/json-value.js'
import { parseClientInfo, toldText } from './client-info.js'

/**
 * What records can be told apart by:
 *
 * - `assessment`, `revision`: as the user metadata says
 * - `app`, `appVersion`: name and version of the app that made the archive
 * - `os`, `osVersion`: of the device
 */
export const RECORD_TRAITS = ['assessment', 'revision', 'app', 'appVersion', 'os', 'osVersion'] as const

export type RecordTrait = (typeof RECORD_TRAITS)[number]

/** The traits that are known of a record. */
export type RecordTraits = Readonly<Partial<Record<RecordTrait, string>>>

/** Files of an archive that describe it, the newer form first. */
export const DESCRIPTIONS = ['metadata.json', 'info.json'] as const

/** The traits that a record's user metadata tells. */
export function traitsOfMetadata(metadata: Readonly<Record<string, string>>): RecordTraits {
  const { appName, appVersion, osName, osVersion } = parseClientInfo(textOf(metadata, 'clientinfo') ?? '')
  return present({
    assessment: textOf(metadata, 'assessmentid'),
    revision: textOf(metadata, 'assessmentrevision'),
    app: appName,
    appVersion: appVersion === undefined ? undefined : buildOf(appVersion),
    os: osName === undefined ? undefined : nameOs(osName),
    osVersion,
  })
}

/** The traits that an archive's own `metadata.json` or `info.json` tells. */
export function traitsOfDescription(description: JsonValue): RecordTraits {
  if (!isJsonObject(description)) return {}
  const fields = new Map(Object.entries(description))
  const appVersion = toldText(fields.get('appVersion'))
  // Such as `iPhone 7 Plus; iOS/15.1`.
  const device = toldText(fields.get('deviceInfo') ?? fields.get('phoneInfo'))
  const [, os, osVersion] = /; *([^;/]+)\/([^;/]+)$/.exec(device ?? '') ?? []
  return present({
    app: toldText(fields.get('appName')),
    appVersion: appVersion === undefined ? undefined : buildOf(appVersion),
    os: os === undefined ? undefined : nameOs(os.trim()),
    osVersion: osVersion?.trim(),
  })
}

/** Archives say `version 1.2.0, build 73` of what uploads call `73`. */
function buildOf(appVersion: string): string {
  return /\bbuild (\d+)$/.exec(appVersion)?.[1] ?? appVersion
}

/** Uploads say `iPhone OS` of what archives call `iOS`. */
function nameOs(name: string): string {
  return name === 'iPhone OS' ? 'iOS' : name
}

function textOf(metadata: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(metadata, key) ? toldText(metadata[key]) : undefined
}

function present(traits: Readonly<Partial<Record<RecordTrait, string | undefined>>>): RecordTraits {
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== undefined)) as RecordTraits
}
