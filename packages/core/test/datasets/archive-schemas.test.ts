import {
  ArchiveError,
  archiveSchemas,
  archiveSchemaUrl,
  declaredSchemaUrl,
  offlineSchemas,
  openArchive,
  type SchemaEntry,
  type SchemaSource,
} from '@bridge-downstream/core'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { schemaErrorOf } from './schema-error.js'

function entriesOf(files: Readonly<Record<string, string>>): readonly SchemaEntry[] {
  const bytes = Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)] as const)
  return openArchive(zipSync(Object.fromEntries(bytes)), { name: 'a.zip' }).entries
}

test.each([
  ['answers_schema.json', 'archive:///answers_schema.json'],
  ['schemas/v0/X.json', 'archive:///schemas/v0/X.json'],
  ['/a.json', 'archive:///a.json'],
  ['my schema?#1.json', 'archive:///my%20schema%3F%231.json'],
  ['https://example.org/a.json', 'https://example.org/a.json'],
  [' https://example.org/a.json ', 'https://example.org/a.json'],
  ['', undefined],
  ['  ', undefined],
  [null, undefined],
  [undefined, undefined],
  [7, undefined],
])('jsonSchema %j means %s', (declared, url) => {
  expect(declaredSchemaUrl(declared)).toBe(url)
})

test.each([
  ['the path', 'a/answers_schema.json'],
  ['the base name', 'answers_schema.json'],
  ['a path that is not there, whose base name is', 'b/answers_schema.json'],
])('a schema is found by %s', async (_, name) => {
  const source = archiveSchemas(entriesOf({ 'a/answers_schema.json': '{"a":1}', 'b/x.json': '{}' }), offlineSchemas())
  const document = await source.get(archiveSchemaUrl(name))
  expect([document.url, document.schema]).toEqual([archiveSchemaUrl(name), { a: 1 }])
})

test('any name of a file comes back from its URL', async () => {
  for (const path of ['a b.json', 'ü/€.json', 'a?b#c.json', '100%.json', "it's.json"]) {
    const source = archiveSchemas(entriesOf({ [path]: '{}' }), offlineSchemas())
    expect((await source.get(archiveSchemaUrl(path))).schema).toEqual({})
  }
})

test('a base name that stands twice is not guessed at, but a path is one file', async () => {
  const source = archiveSchemas(entriesOf({ 'a/s.json': '{"a":1}', 'b/s.json': '{"b":1}' }), offlineSchemas())
  expect((await schemaErrorOf(source.get('archive:///s.json'))).message).toMatch(/^The archive has 2 files of this name/)
  expect((await source.get('archive:///b/s.json')).schema).toEqual({ b: 1 })
})

test('what is missing, too large or no JSON', async () => {
  const source = archiveSchemas(entriesOf({ 'a.json': '{"a":"xxxxxxxxxx"}', 'b.json': 'x' }), offlineSchemas(), { maxBytes: 10 })
  const codeOf = async (url: string): Promise<string> => (await schemaErrorOf(source.get(url))).code
  expect(await codeOf('archive:///c.json')).toBe('schema-not-found')
  expect(await codeOf('archive:///a.json')).toBe('schema-too-large')
  expect(await codeOf('archive:///b.json')).toBe('schema-not-json')
})

test('a damaged entry is an error of the archive', async () => {
  const damaged: SchemaEntry = {
    path: 'a.json',
    sizeBytes: undefined,
    read: () => {
      throw new ArchiveError('Damaged', { code: 'bad-crc' })
    },
  }
  await expect(archiveSchemas([damaged], offlineSchemas()).get('archive:///a.json')).rejects.toBeInstanceOf(ArchiveError)
})

test('other URLs go to the fallback, with their options', async () => {
  const asked: unknown[] = []
  const fallback: SchemaSource = {
    get: async (url, options) => {
      asked.push([url, options])
      return { url, sha256: '', schema: {} }
    },
  }
  const { signal } = new AbortController()
  await archiveSchemas([], fallback).get('https://example.org/a.json', { signal })
  expect(asked).toEqual([['https://example.org/a.json', { signal }]])
})
