import { DocumentParseError, stringifyJson, type JsonValue } from '@bridge-downstream/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDocuments } from '../../src/documents/read-documents.js'
import { streamDocuments } from '../../src/documents/stream-documents.js'
import { documents } from '../support/documents.js'

const place = { archive: 'a.ndjson', entry: 'a.ndjson' }

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

type Outcome = { readonly documents: readonly string[] } | { readonly code: string; readonly place: unknown }

function describe(error: unknown): Outcome {
  if (error instanceof DocumentParseError) return { code: error.code, place: error.place }
  throw error
}

async function streamed(bytes: Uint8Array, size: number): Promise<Outcome> {
  try {
    return { documents: (await Array.fromAsync(streamDocuments(chunksOf(bytes, size), place))).map(stringifyJson) }
  } catch (error) {
    return describe(error)
  }
}

function whole(bytes: Uint8Array): Outcome {
  try {
    return { documents: Array.from(readDocuments(bytes, place), stringifyJson) }
  } catch (error) {
    return describe(error)
  }
}

/** Documents of which each is longer than a block, or many of which make one. */
function textOf(docs: readonly JsonValue[], repeat: number, padding: string): string {
  return docs.map((doc) => `{"pad":"${padding}","doc":${stringifyJson(doc)}}\n`.repeat(repeat)).join('')
}

test('documents that arrive in chunks are those of the whole, and so are faults and their places', async () => {
  let faults = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(documents, { minLength: 1, maxLength: 3 }),
      fc.record({
        repeat: fc.constantFrom(1, 3000),
        padding: fc.constantFrom('', 'x'.repeat(400)),
        size: fc.constantFrom(1000, 65_536, 3_000_000),
      }),
      fc.option(fc.nat({ max: 999 })),
      async (docs, { repeat, padding, size }, fault) => {
        const bytes = new TextEncoder().encode(textOf(docs, repeat, padding))
        if (fault !== null) bytes[Math.floor((bytes.length * fault) / 1000)] = 0x7d
        const expected = whole(bytes)
        if ('code' in expected) faults++
        expect(await streamed(bytes, size)).toEqual(expected)
      },
    ),
    { numRuns: 60, seed: 1 },
  )
  expect(faults).toBeGreaterThan(5)
})

test('a document that spans lines and blocks is found, and lines go on being counted after it', async () => {
  const long = JSON.stringify(
    Array.from({ length: 300_000 }, (_, i) => i),
    null,
    1,
  )
  const text = `{"a":1}\n{"long":${long}}\n{"b":2}\n{"c":}`
  const bytes = new TextEncoder().encode(text)
  expect(await streamed(bytes, 100_000)).toEqual(whole(bytes))
  const [good] = text.split('{"c"')
  expect(await streamed(new TextEncoder().encode(good), 100_000)).toMatchObject({ documents: { length: 3 } })
})

test('an empty stream has no documents, and a byte order mark at the beginning is passed over', async () => {
  expect(await streamed(new Uint8Array(), 10)).toEqual({ documents: [] })
  expect(await streamed(new TextEncoder().encode('\uFEFF{"a":1}\n'), 2)).toEqual({ documents: ['{"a":1}'] })
})
