import { bucketDocuments, parseJsonDocuments, stringifyJson, type Bucket, type JsonValue } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { isJsonArray, isJsonObject } from '../../src/json/json-value.js'
import { fixturesAreThere, readFixture, readTsv, sayLeftOut } from '../support/fixtures.js'

interface Labelled {
  readonly name: string
  readonly label: string
  readonly value: JsonValue
}

/** The true groups are told by `label`, with the version of a schema, or without. */
type LabelOf = (document: Labelled) => string

const byLabel: LabelOf = ({ label }) => label
const byFamily: LabelOf = ({ label }) => label.replace(/^v\d+\//, '').replace(/[/-]v?\d+(\.\d+)*$/, '')

function readLabelled(): Map<string, Labelled[]> {
  const documents = readTsv('corpora', 'expected', 'group-labels.tsv').flatMap(({ corpus = '', file = '', label = '' }) => {
    const text = new TextDecoder().decode(readFixture('corpora', corpus, file))
    // Names say nothing, so that nothing can be learned from them.
    return [...parseJsonDocuments(text, { duplicateKeys: 'last' })].map((value) => ({ corpus, label, value }))
  })
  return Map.groupBy(
    documents.map((document, i) => ({ ...document, name: String(i) })),
    ({ corpus }) => corpus,
  )
}

/** Part of the documents that have the commonest label of their group. */
function purityOf(groups: readonly (readonly Labelled[])[], labelOf: LabelOf): number {
  const commonest = groups.map((group) => Math.max(...[...Map.groupBy(group, labelOf).values()].map((same) => same.length)))
  return commonest.reduce((sum, count) => sum + count, 0) / groups.reduce((sum, group) => sum + group.length, 0)
}

/** What no grouping can exceed that keeps documents with an equal key together. */
function boundOf(documents: readonly Labelled[], keyOf: (document: Labelled) => string, labelOf: LabelOf): number {
  return purityOf([...Map.groupBy(documents, keyOf).values()], labelOf)
}

/** Paths with kinds; a null is nothing. */
function shapeOf({ value }: Labelled): string {
  const paths = new Set<string>()
  const visit = (at: JsonValue, path: string): void => {
    if (at === null) return
    if (isJsonArray(at)) for (const item of at) visit(item, `${path}[]`)
    else if (isJsonObject(at)) for (const key of Object.keys(at)) visit(at[key]!, `${path}/${JSON.stringify(key)}`)
    paths.add(
      `${path} ${isJsonArray(at) ? 'array' : isJsonObject(at) ? 'object' : typeof at === 'object' || typeof at === 'bigint' ? 'number' : typeof at}`,
    )
  }
  visit(value, '')
  return [...paths].sort().join('\n')
}

const contentOf = ({ value }: Labelled): string => stringifyJson(value)

interface Score {
  readonly purity: number
  /** Groups for each label. */
  readonly split: number
  readonly bestByShape: number
  readonly bestByContent: number
}

function score(documents: readonly Labelled[], buckets: readonly Bucket[], labelOf: LabelOf): Score {
  const byName = new Map(documents.map((document) => [document.name, document]))
  const groups = buckets.map((bucket) => bucket.documents.map((name) => byName.get(name)!))
  return {
    purity: purityOf(groups, labelOf),
    split: groups.length / new Set(documents.map(labelOf)).size,
    bestByShape: boundOf(documents, shapeOf, labelOf),
    bestByContent: boundOf(documents, contentOf, labelOf),
  }
}

function say(corpus: string, documents: readonly Labelled[], what: string, { purity, split, bestByShape, bestByContent }: Score): void {
  const [p, s, shape, content] = [purity, split, bestByShape, bestByContent].map((figure) => figure.toFixed(4))
  console.log(
    `${corpus} (${documents.length} documents), ${what}: purity ${p}, groups per label ${s}; at best ${shape} by shape, ${content} by content`,
  )
}

const LEAST_PURITY = 0.98
const MOST_SPLIT = 1.5

if (fixturesAreThere) {
  const corpora = readLabelled()
  const results = new Map([...corpora].map(([corpus, documents]) => [corpus, bucketDocuments(documents)]))

  test.each([...corpora.keys()])('%s: every document is in one group; the scores are printed', (corpus) => {
    const documents = corpora.get(corpus)!
    const buckets = results.get(corpus)!
    say(corpus, documents, 'labels', score(documents, buckets, byLabel))
    const families = score(documents, buckets, byFamily)
    if (new Set(documents.map(byLabel)).size !== new Set(documents.map(byFamily)).size)
      say(corpus, documents, 'labels without version', families)
    const names = buckets.flatMap((bucket) => bucket.documents)
    expect(new Set(names)).toEqual(new Set(documents.map(({ name }) => name)))
    expect(names).toHaveLength(documents.length)
  })

  test.each(['fhir-r4-examples', 'github-webhooks'])('%s: the groups are the labels', (corpus) => {
    const documents = corpora.get(corpus)!
    const { purity, split } = score(documents, results.get(corpus)!, byLabel)
    expect(purity).toBeGreaterThanOrEqual(LEAST_PURITY)
    expect(split).toBeLessThanOrEqual(MOST_SPLIT)
  })

  // Versions of one schema have documents that are equal to the byte: with their labels, 0.98 cannot be reached by any means (at best 0.79).
  // Without the version, what stands against it are bare strings and {unit, value} under several labels, equal in shape.
  test('openmhealth-testdata: the groups are the families of schemas, as far as shapes differ', () => {
    const documents = corpora.get('openmhealth-testdata')!
    const buckets = results.get('openmhealth-testdata')!
    const labels = score(documents, buckets, byLabel)
    const families = score(documents, buckets, byFamily)
    expect(labels.bestByContent).toBeLessThan(LEAST_PURITY)
    expect(families.bestByShape).toBeLessThan(LEAST_PURITY)
    expect(families.purity).toBeGreaterThanOrEqual(families.bestByShape)
    expect(labels.split).toBeLessThanOrEqual(MOST_SPLIT)
    expect(families.split).toBeLessThanOrEqual(MOST_SPLIT)
    const ownShapes = Map.groupBy(documents, shapeOf)
    const distinct = documents.filter((document) => new Set(ownShapes.get(shapeOf(document))!.map(byFamily)).size === 1)
    const alone = score(distinct, bucketDocuments(distinct), byFamily)
    say('openmhealth-testdata', distinct, 'labels without version, shapes of one label', alone)
    expect(alone.purity).toBeGreaterThanOrEqual(LEAST_PURITY)
    expect(alone.split).toBeLessThanOrEqual(MOST_SPLIT)
  })

  test('osv-go-vulndb: one kind of document, with optional fields', () => {
    expect(results.get('osv-go-vulndb')!.length).toBeLessThanOrEqual(3)
  })

  test('researchkit-samples: one group for each class', () => {
    const documents = corpora.get('researchkit-samples')!
    expect(score(documents, results.get('researchkit-samples')!, byLabel)).toMatchObject({ purity: 1, split: 1 })
  })

  test('four corpora in one pile come out as they do alone, nearly', () => {
    const pile = ['fhir-r4-examples', 'github-webhooks', 'openmhealth-testdata', 'osv-go-vulndb'].flatMap((corpus) => corpora.get(corpus)!)
    const together = score(pile, bucketDocuments(pile), byFamily)
    say('four corpora', pile, 'labels without version', together)
    expect(together.purity).toBeGreaterThanOrEqual(together.bestByShape)
    expect(together.split).toBeLessThanOrEqual(MOST_SPLIT)
  })

  test.each<[string, string[], string[]]>([
    ['synthea-bulk-10', ['Device.000.ndjson', 'Encounter.000.ndjson', 'Patient.000.ndjson'], ['Device', 'Encounter', 'Patient']],
    [
      'tidepool-jellyfish',
      ['basal', 'bolusAndWizard', 'cbg', 'cgmSettings', 'deviceEvent', 'ketones', 'pumpSettings', 'smbg', 'upload'].flatMap((folder) =>
        ['input', 'output'].map((name) => `test/api/${folder}/${name}.json`),
      ),
      ['basal', 'bloodKetone', 'bolus', 'cbg', 'cgmSettings', 'deviceEvent', 'pumpSettings', 'smbg', 'upload', 'urineKetone', 'wizard'],
    ],
  ])('%s: one group for each value of the discriminator', (corpus, files, values) => {
    const documents = files.flatMap((name) => {
      const text = new TextDecoder().decode(readFixture('corpora', corpus, name))
      return [...parseJsonDocuments(text, { duplicateKeys: 'last' })].map((value) => ({ name, value }))
    })
    const reasons = bucketDocuments(documents).map(({ reason }) => (reason.kind === 'discriminator' ? reason.value : reason.kind))
    expect(reasons.sort()).toEqual(values)
  })
} else test('the corpora in buckets', () => sayLeftOut('15 cases of the corpora'))
