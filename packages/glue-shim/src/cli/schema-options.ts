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
  serializeSchemaLock,
  type SchemaLock,
  type SchemaSource,
} from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import type { Command } from 'commander'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Options that say where JSON Schemas come from. */
export interface SchemaFlags {
  readonly schemaMirror?: string
  readonly schemaLock?: string
  readonly frozenLock?: boolean
  readonly offline?: boolean
}

export function addSchemaOptions(command: Command): Command {
  return command
    .option('--schema-mirror <dir>', 'JSON Schemas by host and path; asked before the network')
    .option('--schema-lock <file>', 'pins JSON Schemas by SHA-256; new ones are added')
    .option('--frozen-lock', 'refuse JSON Schemas that the lock does not pin')
    .option('--offline', 'fetch no JSON Schema over the network')
}

/** The JSON Schemas of a run, each asked for once: of the mirror, then of the network; as pinned, if there is a lock. */
export async function openSchemas(
  { schemaMirror, schemaLock, frozenLock = false, offline = false }: SchemaFlags,
  cwd: string,
): Promise<{ readonly schemas: SchemaSource; readonly save: () => Promise<void> }> {
  if (frozenLock && schemaLock === undefined) {
    throw new OptionError('--frozen-lock needs --schema-lock', { code: 'bad-option', hint: 'Say which file holds the pins.' })
  }
  const mirror = schemaMirror === undefined ? [] : [mirrorSchemas(openStore(path.resolve(cwd, schemaMirror)))]
  const found = firstOf(...mirror, offline ? offlineSchemas() : fetchSchemas())
  if (schemaLock === undefined) return { schemas: cachedSchemas(found), save: async () => {} }
  const file = path.resolve(cwd, schemaLock)
  const before = await readLock(file)
  const lock = before === undefined ? createSchemaLock() : parseSchemaLock(before)
  return {
    schemas: cachedSchemas(pinnedSchemas(found, lock, frozenLock ? 'frozen' : 'record')),
    save: () => writeLock(file, lock, before),
  }
}

async function readLock(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

async function writeLock(file: string, lock: SchemaLock, before: string | undefined): Promise<void> {
  const text = serializeSchemaLock(lock)
  if (text !== before) await writeFile(file, text)
}
