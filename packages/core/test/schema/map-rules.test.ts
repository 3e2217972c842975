import { expect, test } from 'vitest'
import { readDocuments } from '../../src/documents/read-documents.js'
import type { JsonValue } from '../../src/json/json-value.js'
import { inferSchema } from '../../src/schema/infer-schema.js'
import type { Field } from '../../src/schema/schema.js'
import { fixturesAreThere, readFixture, readTsv, sayLeftOut } from '../support/fixtures.js'
import { MAP_CASES, type MapCase } from './map-cases.js'

function judge({ objects }: MapCase): string | undefined {
  return inferSchema(objects).root.types[0]?.kind
}

test('there are cases of both kinds, each by its own name', () => {
  const maps = MAP_CASES.filter(({ kind }) => kind === 'map').length
  expect(MAP_CASES.length).toBeGreaterThanOrEqual(60)
  expect(maps / MAP_CASES.length).toBeGreaterThan(0.4)
  expect(maps / MAP_CASES.length).toBeLessThan(0.6)
  expect(new Set(MAP_CASES.map(({ name }) => name)).size).toBe(MAP_CASES.length)
})

test('maps are told from objects: precision and recall are at least 0.95', () => {
  const wrong = MAP_CASES.filter((labelled) => judge(labelled) !== labelled.kind)
  const missed = wrong.filter(({ kind }) => kind === 'map')
  const falsely = wrong.filter(({ kind }) => kind === 'object')
  const found = MAP_CASES.filter(({ kind }) => kind === 'map').length - missed.length
  const precision = found / (found + falsely.length)
  const recall = found / (found + missed.length)
  console.log(
    [
      `maps: ${MAP_CASES.length} labelled cases, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
      ...missed.map(({ name }) => `  a map taken for an object: ${name}`),
      ...falsely.map(({ name }) => `  an object taken for a map: ${name}`),
    ].join('\n'),
  )
  expect(precision).toBeGreaterThanOrEqual(0.95)
  expect(recall).toBeGreaterThanOrEqual(0.95)
})

interface FoundMap {
  readonly place: string
  readonly reason: string
  readonly keys: readonly string[]
}

function mapsIn(field: Field, place: string): FoundMap[] {
  return field.types.flatMap((type): FoundMap[] => {
    switch (type.kind) {
      case 'object':
        return type.fields.flatMap((child) => mapsIn(child, `${place}.${child.name}`))
      case 'array':
        return mapsIn(type.items, `${place}[]`)
      case 'map':
        return [{ place, reason: type.reason, keys: (type.keys ?? []).map(({ name }) => name) }, ...mapsIn(type.values, `${place}{}`)]
      default:
        return []
    }
  })
}

function show({ place, reason, keys }: FoundMap): string {
  return `${place} (${reason}; ${keys.length} keys such as ${keys.slice(0, 2).join(', ').slice(0, 80)})`
}

test.runIf(fixturesAreThere)("maps in other people's data, for a person to look at", () => {
  const files = readTsv('corpora', 'expected', 'json-structure.tsv').filter((row) => row['verdict'] === 'ok' && row['dup_keys'] === '0')
  const found: string[] = []
  for (const [corpus, rows] of Map.groupBy(files, (row) => row['corpus']!)) {
    const maps = rows.flatMap(({ file = '' }) => mapsIn(inferSchema(readDocuments(readFixture('corpora', corpus, file), {})).root, '$'))
    const places = new Map(maps.map((map) => [map.place, map]))
    if (maps.length > 0)
      found.push(
        `${corpus}: ${maps.length} maps in ${rows.length} files`,
        ...[...places.values()].slice(0, 4).map((map) => `  ${show(map)}`),
      )
  }
  console.log(found.join('\n'))
  expect(files.length).toBeGreaterThan(1_000)
  expect(found).not.toEqual([])
})

if (!fixturesAreThere) sayLeftOut("maps in other people's data")

test('maps within maps make a schema in proportion to their depth', () => {
  const nested = (depth: number): JsonValue => (depth === 0 ? 1 : { '2024-01-01': nested(depth - 1), '2024-01-02': {} })
  const sizes = [10, 20, 40].map((depth) => JSON.stringify(inferSchema([nested(depth)], { maxDepth: 64 })).length)
  // Twice as deep is at most some four times as large; each level used to double what was below it.
  expect(sizes[1]! / sizes[0]!).toBeLessThan(5)
  expect(sizes[2]! / sizes[1]!).toBeLessThan(5)
})
