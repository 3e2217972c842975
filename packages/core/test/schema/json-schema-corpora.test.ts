import { fromJsonSchema, inferSchema, parseJsonDocuments, toJsonSchema, type JsonValue } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { decodeUtf8 } from '../../src/json/decode-utf8.js'
import { toPlain } from '../../src/json/to-plain.js'
import { fixturesAreThere, readFixture, readTsv, sayLeftOut } from '../support/fixtures.js'
import { compileJsonSchema } from './json-schema-validator.js'
import { structureOf } from './schema-structure.js'

const LARGEST_FILE = 100_000
const FILES_OF_A_CORPUS = 8

interface Corpus {
  readonly name: string
  /** Documents of each file. */
  readonly files: readonly (readonly [file: string, documents: readonly JsonValue[]])[]
}

/** Files of each corpus, evenly spread over it. */
function readCorpora(): Map<string, () => Corpus> {
  const good = readTsv('corpora', 'expected', 'json-structure.tsv').filter(
    ({ verdict, bytes }) => verdict === 'ok' && Number(bytes) < LARGEST_FILE,
  )
  return new Map(
    [...Map.groupBy(good, ({ corpus = '' }) => corpus)].map(([name, rows]) => {
      const step = Math.max(1, rows.length / FILES_OF_A_CORPUS)
      const chosen = Array.from({ length: Math.min(rows.length, FILES_OF_A_CORPUS) }, (_, i) => rows[Math.floor(i * step)]!['file']!)
      return [name, () => ({ name, files: chosen.map((file) => [file, readDocuments(name, file)] as const) })]
    }),
  )
}

function readDocuments(corpus: string, file: string): JsonValue[] {
  return [...parseJsonDocuments(decodeUtf8(readFixture('corpora', corpus, file)), { duplicateKeys: 'last' })]
}

if (fixturesAreThere) {
  test.each([...readCorpora()])('%s: the schema of a file, and of all files, accepts its documents', (_, read) => {
    const { files } = read()
    const all = files.flatMap(([, documents]) => documents)
    for (const [file, documents] of [...files, ['all', all] as const]) {
      const schema = inferSchema(documents)
      const written = toJsonSchema(schema, { closed: true })
      const validate = compileJsonSchema(written)
      const rejected = documents.flatMap((document) => (validate(toPlain(document)) ? [] : [validate.errors]))
      expect({ file, rejected }).toEqual({ file, rejected: [] })
      if (documents.length === 0) continue
      const declared = fromJsonSchema(written, { maxDepth: 64 })
      expect({ file, structure: structureOf(declared) }).toEqual({ file, structure: structureOf(schema) })
    }
  })
} else test('corpora', () => sayLeftOut('the files of the corpora, against their own JSON Schemas'))
