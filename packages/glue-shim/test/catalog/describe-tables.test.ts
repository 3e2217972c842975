import { planTables, inferSchema } from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { folders, planOf, tablesOf } from './catalog-samples.js'

const DAYS = folders('walk@2022-2-15', 'spelling@2023-11-3')

describe('describeTables', () => {
  test('every table of a plan, with its columns, its keys and what Athena works partitions out from', () => {
    const [root, child, residue] = tablesOf(planOf([{ stepCount: 1, ok: true, marks: [1.5] }]), DAYS)
    expect(root).toEqual({
      name: 'dataset_steps_v1',
      dataset: 'Steps_v1',
      description: 'One row for each document of the dataset "Steps_v1".',
      location: 's3://bucket/study/parquet/dataset_steps_v1/',
      columns: [
        { name: 'recordid', type: 'string', comment: 'The same in every row of a record, in every table.' },
        { name: 'entrypath', type: 'string', comment: "Path of the archive's entry that the document comes from." },
        { name: 'entryposition', type: 'bigint', comment: 'Position of the document in its entry, from 0.' },
        { name: 'marks', type: 'bigint', comment: expect.stringContaining('Id of the array at $.marks') as string },
        { name: 'ok', type: 'boolean', comment: 'The boolean at $.ok.' },
        { name: 'stepcount', type: 'bigint', comment: 'The number at $.stepCount.' },
      ],
      partitionKeys: [
        { name: 'assessmentid', type: 'string', comment: 'The same in every row of a record, in every table.' },
        { name: 'year', type: 'bigint', comment: 'The same in every row of a record, in every table.' },
        { name: 'month', type: 'bigint', comment: 'The same in every row of a record, in every table.' },
        { name: 'day', type: 'bigint', comment: 'The same in every row of a record, in every table.' },
      ],
      parameters: {
        EXTERNAL: 'TRUE',
        classification: 'parquet',
        'bridge-downstream.dataset': 'Steps_v1',
        'projection.enabled': 'true',
        'projection.assessmentid.type': 'enum',
        'projection.assessmentid.values': 'spelling,walk',
        'projection.year.type': 'integer',
        'projection.year.range': '2022,2023',
        'projection.month.type': 'integer',
        'projection.month.range': '1,12',
        'projection.day.type': 'integer',
        'projection.day.range': '1,31',
        'storage.location.template':
          's3://bucket/study/parquet/dataset_steps_v1/assessmentid=${assessmentid}/year=${year}/month=${month}/day=${day}/',
      },
    })
    expect([child!.name, child!.columns.map(({ name, type }) => `${name} ${type}`)]).toEqual([
      'dataset_steps_v1_marks',
      ['recordid string', 'id bigint', 'index bigint', 'marks_val double'],
    ])
    expect(residue!.name).toBe('dataset_steps_v1_residue')
  })

  test('registered partitions leave no rules in the parameters', () => {
    expect(tablesOf(planOf([{ a: 1 }]), DAYS, 'registered')[0]!.parameters).toEqual({
      EXTERNAL: 'TRUE',
      classification: 'parquet',
      'bridge-downstream.dataset': 'Steps_v1',
    })
  })

  test('keys that differ by case alone are two columns, since the plan has named them apart', () => {
    const [root] = tablesOf(planOf([{ aB: 1, ab: 'x', Entry: 2 }]), DAYS)
    const names = root!.columns.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => name.startsWith('ab'))).toHaveLength(2)
  })

  test.each([
    ['null', '__HIVE_DEFAULT_PARTITION__', 'is null'],
    ['a comma', 'a,b', 'has a comma'],
    ['a colon, which the folder escapes', 'a%3Ab', 'is written otherwise'],
  ])('a text key with %s cannot be projected, but registered', (_, value, problem) => {
    const partitions = [`assessmentid=${value}/year=2022/month=1/day=1/`]
    expect(() => tablesOf(planOf([{ a: 1 }]), partitions)).toThrow(problem)
    expect(tablesOf(planOf([{ a: 1 }]), partitions, 'registered')).toHaveLength(2)
  })

  test('a padded number cannot be projected', () => {
    expect(() => tablesOf(planOf([{ a: 1 }]), folders('walk@2022-01-3'))).toThrow(
      /no whole number as it is usually written.*column "month"/,
    )
  })

  test('partitions of different keys are no table', () => {
    expect(() => tablesOf(planOf([{ a: 1 }]), [...DAYS, 'year=2022/'])).toThrow('do not all have the same keys')
  })

  test('a partition key that is a column of the document is refused', () => {
    const plan = planTables(inferSchema([{ cohort: 1 }]), { dataset: 'A_v1' })
    expect(() => tablesOf(plan, ['cohort=1/'])).toThrow(/A partition key has the name of a column.*column "cohort"/)
  })

  test('long comments are cut, and a name that Glue does not take is refused', () => {
    const [root] = tablesOf(planOf([{ ['k'.repeat(180)]: { ['l'.repeat(300)]: 1 } }]), DAYS)
    expect(root!.columns.every(({ comment }) => comment.length <= 255)).toBe(true)
    expect(root!.columns.some(({ comment }) => comment.endsWith('…'))).toBe(true)
    const odd = planTables(inferSchema([{ 'a\nb': 1 }]), { dataset: 'A_v1', convention: 'identity' })
    expect(() => tablesOf(odd, [''])).toThrow('not one line')
  })
})
