import {
  bridgePreset,
  createMemoryStore,
  examineRecord,
  mirrorSchemas,
  parseArchiveMap,
  unpackRecord,
  type ArchiveSource,
  type ExaminedRecord,
  type ExamineOptions,
  type SchemaSource,
} from '@bridge-downstream/core'
import { createEntryValidator } from '@bridge-downstream/core/validation'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { zipSync, type Zippable } from 'fflate'
import { fixturePath, readFixture } from './fixtures.js'

const MIRROR = fixturePath('bridge', 'schema-mirror')

/** The mirrored JSON Schemas, as a folder would give them. */
export async function readMirror(): Promise<SchemaSource> {
  const store = createMemoryStore()
  for (const file of readdirSync(MIRROR, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.json')) await store.put(file.split(path.sep).join('/'), readFileSync(path.join(MIRROR, file)))
  }
  return mirrorSchemas(store)
}

export const APP = 'mobile-toolbox'

/** As the study `mobile-toolbox` is read, with every schema from the mirror. */
export async function bridgeOptions(tag = 'v4.7.2'): Promise<ExamineOptions> {
  const archiveMap = parseArchiveMap(JSON.parse(readFileSync(fixturePath('bridge', 'archive-maps', `${tag}.json`), 'utf8')))
  const schemas = await readMirror()
  return { preset: bridgePreset({ app: APP, archiveMap }), schemas, validator: createEntryValidator(schemas, { app: APP }) }
}

export function sampleArchive(): ArchiveSource {
  return toSource('sample-spelling-5', '.metadata.json')
}

export function hostileArchive(name: string): ArchiveSource {
  return toSource(`hostile/${name}`, '.meta.json')
}

function toSource(name: string, metadataSuffix: string): ArchiveSource {
  const bytes = readFixture('bridge', `${name}.zip`)
  const metadata = JSON.parse(readFileSync(fixturePath('bridge', `${name}${metadataSuffix}`), 'utf8')) as Record<string, string>
  return { name: `${name}.zip`, metadata, bytes: async () => bytes }
}

/** An archive of our own with the sample's metadata. */
export function makeArchive(entries: Readonly<Record<string, unknown>>, metadata: Readonly<Record<string, string>> = {}): ArchiveSource {
  const files: Zippable = Object.fromEntries(
    Object.entries(entries).map(([name, content]) => [
      name,
      content instanceof Uint8Array ? content : new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
    ]),
  )
  const bytes = zipSync(files, { mtime: '1999-12-31' })
  return { ...sampleArchive(), name: 'made.zip', metadata: { ...sampleArchive().metadata, ...metadata }, bytes: async () => bytes }
}

/** What an archive puts into the JSON datasets, by key; documents as plain JSON. */
export async function unpack(
  source: ArchiveSource,
  options: ExamineOptions,
): Promise<{ record: ExaminedRecord; objects: Map<string, unknown[]> }> {
  const record = await examineRecord(source, options)
  const unpacked = unpackRecord(record, options.preset.injection).map(async ({ key, lines }): Promise<[string, unknown[]]> => {
    const text = Buffer.concat(await Array.fromAsync(lines())).toString()
    return [
      key,
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line): unknown => JSON.parse(line)),
    ]
  })
  return { record, objects: new Map(await Promise.all(unpacked)) }
}

/** What became of each entry, as short lines. */
export function outcomes({ entries }: ExaminedRecord): Record<string, string> {
  return Object.fromEntries(
    entries.map(({ path: entry, outcome, code, dataset, decision }) => [
      entry,
      outcome === 'taken' ? `${dataset} (${decision?.by})` : `${outcome}: ${code}`,
    ]),
  )
}
