import { compareSchemas, inferSchema, openRegistry, parseJsonDocuments, type Schema } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { fixturesAreThere, readFixture, readTsv, sayLeftOut } from '../support/fixtures.js'
import { createCountingStore, textsOf } from './registry-files.js'

const LARGEST_BYTES = 300_000
/** Files of one corpus. */
const MOST_FILES = 30

function filesByCorpus(): [string, string[]][] {
  const files = readTsv('corpora', 'expected', 'json-structure.tsv').filter(
    ({ verdict, bytes }) => verdict === 'ok' && Number(bytes) <= LARGEST_BYTES,
  )
  return [...Map.groupBy(files, ({ corpus = '' }) => corpus)].map(([corpus, rows]) => [
    corpus,
    rows.slice(0, MOST_FILES).map(({ file = '' }) => file),
  ])
}

function schemaOf(corpus: string, file: string): Schema {
  return inferSchema(parseJsonDocuments(new TextDecoder().decode(readFixture('corpora', corpus, file)), { duplicateKeys: 'last' }))
}

if (fixturesAreThere) {
  test.each(filesByCorpus())(
    '%s, all files under one entry name: a version for each, and nothing new the second time',
    async (corpus, files) => {
      const schemas = files.map((file) => schemaOf(corpus, file))
      const { store, puts } = createCountingStore()
      const pass = async (): Promise<string[]> => {
        const registry = openRegistry(store)
        const datasets: string[] = []
        for (const schema of schemas) datasets.push((await registry.register({ entryName: 'data.json', schema })).version.dataset)
        return datasets
      }
      const datasets = await pass()
      const [texts, count] = [await textsOf(store), puts()]
      const { versions } = (await openRegistry(store).family('data'))!
      const byDataset = new Map(versions.map((version) => [version.dataset, version.schema]))
      for (const [i, schema] of schemas.entries()) {
        expect(compareSchemas(byDataset.get(datasets[i]!)!, schema).verdict).not.toBe('forks')
      }
      const members = versions.flatMap((version) => version.members)
      expect(await pass()).toEqual(datasets)
      expect(await textsOf(store)).toEqual(texts)
      expect(puts()).toBe(count)
      const kilobytes = (Object.values(texts)[0]!.length / 1000).toFixed(0)
      console.info(
        `${corpus}: ${files.length} files, ${members.length} schemas, ${versions.length} versions, ${count} writes, ${kilobytes} KB`,
      )
    },
  )
} else test('the registry over the corpora', () => sayLeftOut('29 cases of the corpora'))
