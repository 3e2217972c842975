import { fingerprint, inferSchema, mergeSchemas, parseJsonDocuments, type JsonValue, type Schema } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { fixturesAreThere, readFixture, readTsv, sayLeftOut } from '../support/fixtures.js'
import { shuffle, shuffleKeys } from '../support/shuffle.js'

const LARGEST_BYTES = 300_000
const LARGEST_SHUFFLED_BYTES = 20_000
const SHUFFLED_FILES = 3
const LEVELS = ['labels', 'shape', 'exact'] as const

function filesByCorpus(): Map<string, string[]> {
  const files = readTsv('corpora', 'expected', 'json-structure.tsv').filter(
    ({ verdict, bytes }) => verdict === 'ok' && Number(bytes) <= LARGEST_BYTES,
  )
  return new Map([...Map.groupBy(files, ({ corpus = '' }) => corpus)].map(([corpus, rows]) => [corpus, rows.map(({ file = '' }) => file)]))
}

function read(corpus: string, file: string): JsonValue[] {
  const text = new TextDecoder().decode(readFixture('corpora', corpus, file))
  return [...parseJsonDocuments(text, { duplicateKeys: 'last' })]
}

function fingerprints(schema: Schema): string[] {
  return LEVELS.map((level) => fingerprint(schema, level))
}

function* random(seed: number): Generator<number, never, undefined> {
  for (let state = seed; ;) yield (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0)
}

if (fixturesAreThere) {
  test.each([...filesByCorpus()])('%s: merging does not depend on order, grouping or repetition', (corpus, files) => {
    const documents = files.map((file) => read(corpus, file))
    const schemas = documents.map((docs) => inferSchema(docs))
    const whole = inferSchema(documents.flat())
    expect(mergeSchemas(schemas)).toEqual(whole)
    expect(mergeSchemas(shuffle(schemas, random(1)))).toEqual(whole)
    const half = schemas.length >> 1
    expect(mergeSchemas([mergeSchemas(schemas.slice(half)), mergeSchemas(schemas.slice(0, half))])).toEqual(whole)
    expect(fingerprints(mergeSchemas([...schemas, ...schemas]))).toEqual(fingerprints(whole))
  })

  test.each([...filesByCorpus()])('%s: 100 shuffles of documents and keys leave the fingerprints as they are', (corpus, files) => {
    const small = files.filter((file) => readFixture('corpora', corpus, file).length <= LARGEST_SHUFFLED_BYTES)
    const documents = small.slice(0, SHUFFLED_FILES).flatMap((file) => read(corpus, file))
    const expected = fingerprints(inferSchema(documents))
    const numbers = random(2)
    for (let i = 0; i < 100; i++) {
      const shuffled = shuffle(documents, numbers).map((document) => shuffleKeys(document, numbers))
      expect(fingerprints(inferSchema(shuffled))).toEqual(expected)
    }
  })
} else test('the laws over the corpora', () => sayLeftOut('58 cases of the corpora'))
