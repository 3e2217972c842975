import {
  cachedSchemas,
  createSchemaLock,
  fetchSchemas,
  firstOf,
  mirrorSchemas,
  offlineSchemas,
  OptionError,
  parseSchemaLock,
  pinnedSchemas,
  type SchemaLock,
  type SchemaSource,
} from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'

/** Where JSON Schemas come from. Files and folders are relative to a base folder. */
export interface SchemaSettings {
  readonly schemaMirror?: string | undefined
  readonly schemaLock?: string | undefined
  readonly frozenLock?: boolean | undefined
  readonly offline?: boolean | undefined
}

/** Pins of schemas, and where they are kept. */
export interface Pins {
  readonly file: string
  readonly lock: SchemaLock
  /** The file's text as it was read; undefined if there was none. */
  readonly before: string | undefined
}

export interface OpenSchemas {
  readonly schemas: SchemaSource
  /** Undefined without a lock file. What is new in them is kept by `savePins`. */
  readonly pins: Pins | undefined
}

/** The JSON Schemas of a run, each asked for once: of the mirror, then of the network; as pinned, if there is a lock. */
export async function openSchemas(
  { schemaMirror, schemaLock, frozenLock = false, offline = false }: SchemaSettings,
  base: string,
): Promise<OpenSchemas> {
  if (frozenLock && schemaLock === undefined) {
    throw new OptionError('--frozen-lock (frozenLock) needs --schema-lock (schemaLock)', {
      code: 'bad-option',
      hint: 'Say which file holds the pins.',
    })
  }
  const mirror = schemaMirror === undefined ? [] : [mirrorSchemas(openStore(await mirrorFolder(schemaMirror, base)))]
  const found = firstOf(...mirror, offline ? offlineSchemas() : fetchSchemas())
  if (schemaLock === undefined) return { schemas: cachedSchemas(found), pins: undefined }
  const file = path.resolve(base, schemaLock)
  const before = await readLock(file)
  const lock = before === undefined ? createSchemaLock() : parseSchemaLock(before)
  return {
    schemas: cachedSchemas(pinnedSchemas(found, lock, frozenLock ? 'frozen' : 'record')),
    pins: { file, lock, before },
  }
}

/** A folder that is not there would look as if each schema were missing in it. */
async function mirrorFolder(schemaMirror: string, base: string): Promise<string> {
  const folder = path.resolve(base, schemaMirror)
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory()) return folder
  throw new OptionError(`There is no folder ${JSON.stringify(schemaMirror)} of JSON Schemas`, {
    code: 'no-folder',
    hint: 'Give --schema-mirror (schemaMirror) a folder with schemas by host and path, or leave it out.',
  })
}

async function readLock(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    return error.code === 'ENOENT' ? undefined : throwUnusable(file, 'read', error)
  })
}

export function throwUnusable(file: string, what: string, cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  throw new OptionError(`The schema lock ${JSON.stringify(file)} cannot be ${what}${code}`, {
    code: 'unusable-lock',
    hint: 'Give --schema-lock (schemaLock) a file in a folder that is there, and that you may write to.',
    cause,
  })
}
