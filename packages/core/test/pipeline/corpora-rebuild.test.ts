import {
  createMemoryStore,
  equalJson,
  inferSchema,
  openDatasets,
  planTables,
  readDocuments,
  relationalizeToStore,
  stringifyJson,
  type JsonValue,
  type LeafCounts,
} from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { fixturesAreThere, readFixture, readTsv, sayLeftOut } from '../support/fixtures.js'
import { flatten, rebuild } from '../support/round-trip.js'

const isLong = process.env['BRIDGE_DOWNSTREAM_LONG'] !== undefined

interface CorpusFile {
  readonly name: string
  readonly documents: readonly JsonValue[]
  readonly bytes: Uint8Array
  /** Scalars but null, as another program counted them; undefined where it counted both values of a key that stands twice. */
  readonly leaves: number | undefined
}

function readFiles(): Map<string, CorpusFile[]> {
  const rows = readTsv('corpora', 'expected', 'json-structure.tsv').filter(({ verdict }) => verdict === 'ok')
  return Map.groupBy(
    rows.map(({ corpus = '', file = '', leaves, dup_keys }) => {
      const bytes = readFixture('corpora', corpus, file)
      const name = `${corpus}/${file}`
      return {
        name,
        bytes,
        documents: [...readDocuments(bytes, { entry: name }, { duplicateKeys: 'last' })],
        leaves: dup_keys === '0' ? Number(leaves) : undefined,
      }
    }),
    ({ name }) => name.split('/')[0]!,
  )
}

function hasMaps({ documents }: CorpusFile): boolean {
  return planTables(inferSchema(documents), { dataset: 'file_v1' }).tables.some(({ kind }) => kind === 'map')
}

function accountedFor({ cells, json, residue, excluded }: Readonly<LeafCounts>): number {
  return cells + json + residue + excluded
}

function expectSame(name: string, rebuilt: readonly JsonValue[], { documents }: CorpusFile): void {
  expect([name, rebuilt.length]).toEqual([name, documents.length])
  const wrong = documents.findIndex((document, i) => !equalJson(document, rebuilt[i]!))
  if (wrong >= 0) expect([name, stringifyJson(rebuilt[wrong]!)]).toEqual([name, stringifyJson(documents[wrong]!)])
  expect(wrong).toBe(-1)
}

if (fixturesAreThere) {
  const corpora = [...readFiles()]
  const files = corpora.flatMap(([, of]) => of)
  describe.each(['infer', 'never'] as const)('maps: %s', (maps) => {
    test.each(corpora)('%s: every file is rebuilt from its tables, every leaf accounted for', async (_, of) => {
      for (const file of of) {
        const flattened = flatten(file.documents, { maps })
        expectSame(file.name, await rebuild(flattened), file)
        const leaves = accountedFor(flattened.leaves)
        expect([file.name, leaves]).toEqual([file.name, file.leaves ?? leaves])
      }
    })

    const what = maps === 'infer' ? 'every file' : `every file where a map would be inferred${isLong ? '' : ' (up to 20 kB)'}`
    test.each(corpora)(`%s: ${what} is rebuilt from Parquet, every leaf accounted for`, async (_, of) => {
      for (const file of of) {
        // Without maps both ways lead to one plan, and to the same bytes.
        if (maps === 'never' && !(hasMaps(file) && (isLong || file.bytes.length <= 20_000))) continue
        const store = createMemoryStore()
        const { items, leaves } = await relationalizeToStore([{ name: file.name, bytes: async () => file.bytes }], store, {
          maps,
          duplicateKeys: 'last',
        })
        expect([file.name, items.map(({ outcome, reason }) => reason ?? outcome)]).toEqual([file.name, ['written']])
        const rebuilt: JsonValue[] = []
        for (const dataset of await openDatasets(store)) for await (const { value } of dataset.documents()) rebuilt.push(value)
        expectSame(file.name, rebuilt, file)
        expect([file.name, leaves.in, accountedFor(leaves)]).toEqual([file.name, file.leaves ?? leaves.in, leaves.in])
      }
    })
  })

  test('how many files and documents that was', () => {
    const counts = {
      files: files.length,
      documents: files.reduce((sum, file) => sum + file.documents.length, 0),
      withMaps: files.filter(hasMaps).length,
      withLeavesCountedBefore: files.filter(({ leaves }) => leaves !== undefined).length,
    }
    console.info('corpora:', counts)
    expect(counts.files).toBeGreaterThan(1700)
    expect(counts.withMaps).toBeGreaterThan(20)
    expect(counts.withLeavesCountedBefore).toBeGreaterThan(1700)
  })
} else test('corpora', () => sayLeftOut('the files of the corpora'))
