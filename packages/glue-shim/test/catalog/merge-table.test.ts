import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CatalogTable } from '../../src/catalog/catalog-table.js'
import { mergeTable } from '../../src/catalog/merge-table.js'
import { folders, planOf, tablesOf } from './catalog-samples.js'

const rootOf = (documents: Parameters<typeof planOf>[0], days = ['walk@2022-1-1'], mode?: 'registered'): CatalogTable =>
  tablesOf(planOf(documents), folders(...days), mode)[0]!

describe('mergeTable', () => {
  test('an equal table needs no change', () => {
    const table = rootOf([{ a: 1 }])
    expect(mergeTable(table, table)).toEqual({ table, changes: [] })
  })

  test('columns are added, and integers become numbers', () => {
    const { table, changes } = mergeTable(rootOf([{ a: 1, z: 1 }]), rootOf([{ a: 1.5, b: 'x' }]))
    expect(changes).toEqual([
      { change: 'widen-column', table: 'dataset_steps_v1', column: 'a', from: 'bigint', to: 'double' },
      { change: 'add-column', table: 'dataset_steps_v1', column: 'b', type: 'string' },
    ])
    expect(table.columns.slice(-3).map(({ name, type }) => [name, type])).toEqual([
      ['a', 'double'],
      ['z', 'bigint'],
      ['b', 'string'],
    ])
  })

  test.each([
    ['int', 'bigint', 'bigint'],
    ['tinyint', 'bigint', 'bigint'],
    ['float', 'double', 'double'],
    ['double', 'bigint', 'double'],
  ])('%s in the catalogue and %s in the plan are %s', (before, now, merged) => {
    const withType = (type: string): CatalogTable => ({ ...rootOf([]), columns: [{ name: 'a', type, comment: '' }] })
    expect(mergeTable(withType(before), withType(now)).table.columns[0]!.type).toBe(merged)
  })

  test.each([
    ['string', 'bigint'],
    ['bigint', 'string'],
    ['double', 'boolean'],
    ['array<string>', 'string'],
    ['timestamp', 'string'],
  ])('%s in the catalogue and %s in the plan are refused, by table and column', (before, now) => {
    const withType = (type: string): CatalogTable => ({ ...rootOf([]), columns: [{ name: 'a', type, comment: '' }] })
    expect(() => mergeTable(withType(before), withType(now))).toThrow(
      `A column is ${before} in the catalogue, and ${now} in the plan (table "dataset_steps_v1", column "a").`,
    )
  })

  test('a table of somebody else, of another dataset, of another folder or with other keys is refused', () => {
    const table = rootOf([{ a: 1 }])
    expect(() => mergeTable({ ...table, dataset: '' }, table)).toThrow('was not made by bridge-downstream')
    expect(() => mergeTable({ ...table, dataset: 'Steps_v2' }, table)).toThrow('for another dataset')
    expect(() => mergeTable({ ...table, location: 's3://other/' }, table)).toThrow('another folder')
    expect(() => mergeTable({ ...table, partitionKeys: table.partitionKeys.slice(1) }, table)).toThrow('The partition keys of a table are')
  })

  test('from projected to registered and back, parameters of others are kept', () => {
    const mine = { owner: 'me' }
    const projected = { ...rootOf([{ a: 1 }]), parameters: { ...rootOf([{ a: 1 }]).parameters, ...mine } }
    const registered = mergeTable(projected, rootOf([{ a: 1 }], ['walk@2022-1-1'], 'registered')).table
    expect(registered.parameters).toEqual({ EXTERNAL: 'TRUE', classification: 'parquet', 'bridge-downstream.dataset': 'Steps_v1', ...mine })
    expect(mergeTable(registered, rootOf([{ a: 1 }])).table.parameters).toEqual(projected.parameters)
  })

  test('merging takes nothing away, and order and repetition do not matter', () => {
    const day = fc.tuple(fc.constantFrom('walk', 'spelling', 'psm'), fc.integer({ min: 2019, max: 2026 })).map(([a, y]) => `${a}@${y}-1-1`)
    const value = fc.constantFrom(1, 1.5)
    const registration = fc.record({
      documents: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value, { minKeys: 1 }).map((document) => [document]),
      days: fc.array(day, { minLength: 1, maxLength: 4 }),
    })
    const sorted = (table: CatalogTable): unknown => ({ ...table, columns: table.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)) })
    fc.assert(
      fc.property(fc.array(registration, { minLength: 1, maxLength: 5 }), fc.nat(), (registrations, turn) => {
        const tables = registrations.map(({ documents, days }) => rootOf(documents, days))
        const join = (list: readonly CatalogTable[]): CatalogTable => list.reduce((all, next) => mergeTable(all, next).table)
        const [all, turned] = [join(tables), join([...tables.slice(turn % tables.length), ...tables.slice(0, turn % tables.length)])]
        expect(sorted(turned)).toEqual(sorted(all))
        for (const table of tables) expect(mergeTable(all, table).changes).toEqual([])
      }),
      { seed: 7 },
    )
  })
})
