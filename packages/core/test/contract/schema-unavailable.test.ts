import {
  bridgePreset,
  examineRecord,
  fetchSchemas,
  firstOf,
  mirrorSchemas,
  createMemoryStore,
  offlineSchemas,
  type ArchiveSource,
  type ExamineOptions,
  type SchemaSource,
} from '@bridge-downstream/core'
import { createEntryValidator } from '@bridge-downstream/core/validation'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { json, startServer, status, type Answer } from '../datasets/schema-server.js'

/** An archive whose `a.json` is declared to have the schema at a URL. */
function archiveWith(url: string): ArchiveSource {
  const files = { 'metadata.json': { files: [{ filename: 'a.json', jsonSchema: url }] }, 'a.json': { a: 1 }, 'b.json': { b: 1 } }
  const entries = Object.entries(files).map(([name, content]) => [name, new TextEncoder().encode(JSON.stringify(content))])
  const bytes = zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>, { mtime: '1999-12-31' })
  const metadata = { recordid: 'r', assessmentid: 'a', assessmentrevision: '1', uploadedon: '2024-01-01T00:00:00Z' }
  return { name: 'r.zip', metadata, bytes: async () => bytes }
}

const optionsFor = (schemas: SchemaSource): ExamineOptions => ({
  preset: bridgePreset(),
  schemas,
  validator: createEntryValidator(schemas),
})

const stall: Answer = (response) => response.writeHead(200).write('{"type":')

test.each<[string, string, Answer, string]>([
  ['is not there', '/gone.json', status(404), 'schema-not-found'],
  ['cannot be given', '/broken.json', status(503), 'schema-status'],
  ['is no JSON', '/page.json', json('<html>'), 'schema-not-json'],
  ['is too large', '/large.json', json(`{"title":"${'x'.repeat(2000)}"}`), 'schema-too-large'],
  ['does not come in time', '/slow.json', stall, 'schema-timeout'],
])('a schema that %s quarantines the record that needs it, and its neighbours go on', async (_, path, answer, code) => {
  const server = await startServer({ [path]: answer, '/good.json': json('{"type":"object"}') })
  const options = optionsFor(
    fetchSchemas({ allowedHosts: [server.host], allowHttp: true, timeoutMs: 300, maxBytes: 1000, attempts: 2, delay: async () => {} }),
  )
  const bad = await examineRecord(archiveWith(`${server.origin}${path}`), options)
  expect(bad.outcome).toBe('quarantined')
  expect(bad.entries.map((entry) => [entry.path, entry.outcome, entry.code])).toEqual([
    ['a.json', 'quarantined', code],
    ['b.json', 'taken', undefined],
    ['metadata.json', 'taken', undefined],
  ])
  expect((await examineRecord(archiveWith(`${server.origin}/good.json`), options)).outcome).toBe('taken')
})

test('a schema that only the network has, where it may not be used, does so too', async () => {
  const offline = optionsFor(firstOf(mirrorSchemas(createMemoryStore()), offlineSchemas()))
  const { entries } = await examineRecord(archiveWith('https://sage-bionetworks.github.io/a.json'), offline)
  expect(entries[0]).toMatchObject({ path: 'a.json', outcome: 'quarantined', code: 'schema-offline' })
})
