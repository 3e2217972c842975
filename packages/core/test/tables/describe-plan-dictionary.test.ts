import { inferSchema, planTables, planToDictionary, type JsonValue } from '@bridge-downstream/core'
import { expect, test } from 'vitest'

const DOCUMENTS: JsonValue[] = [
  {
    n: 1,
    who: 'SECRET',
    'a "b"': { ['__proto__']: true },
    steps: [{ x: 0.5, grid: [[1, 2], []] }],
    totals: { '2024-01-01': 1, '2024-01-02': 2 },
  },
  { n: 'SECRET', who: null, steps: null, '😀': '2024-01-01' },
]
const SCHEMA = inferSchema(DOCUMENTS)
const PLAN = planTables(SCHEMA, { dataset: 'sample_v1', convention: 'identity' })
const DICTIONARY = planToDictionary(PLAN, SCHEMA)

test('every table and column of the plan is described, in the plan’s order', () => {
  expect(DICTIONARY.tables.map(({ name, columns }) => [name, columns.map((column) => column.name)])).toEqual(
    PLAN.tables.map(({ name, columns }) => [name, columns.map((column) => column.name)]),
  )
  const sentences = DICTIONARY.tables.flatMap(({ description, columns }) => [description, ...columns.map((column) => column.description)])
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/)
})

test('tables, paths, sentences and statistics', () => {
  expect(DICTIONARY.tables.map(({ columns: _columns, ...table }) => table)).toMatchInlineSnapshot(`
    [
      {
        "description": "One row for each document of the dataset "sample_v1".",
        "kind": "root",
        "name": "sample_v1",
        "parent": null,
        "path": "$",
      },
      {
        "description": "One row for each element of the arrays at $.steps; its id is "steps" of the parent's row.",
        "kind": "array",
        "name": "sample_v1.steps",
        "parent": "sample_v1",
        "path": "$.steps[]",
      },
      {
        "description": "One row for each element of the arrays at $.steps[].grid; its id is "grid" of the parent's row.",
        "kind": "array",
        "name": "sample_v1.steps.grid",
        "parent": "sample_v1.steps",
        "path": "$.steps[].grid[]",
      },
      {
        "description": "One row for each element of the arrays at $.steps[].grid[]; its id is "grid.val" of the parent's row.",
        "kind": "array",
        "name": "sample_v1.steps.grid.val",
        "parent": "sample_v1.steps.grid",
        "path": "$.steps[].grid[][]",
      },
      {
        "description": "One row for each key and value of the maps at $.totals; its id is "totals" of the parent's row.",
        "kind": "map",
        "name": "sample_v1.totals",
        "parent": "sample_v1",
        "path": "$.totals{}",
      },
      {
        "description": "One row for each place of a document that the columns of the other tables cannot say.",
        "kind": "residue",
        "name": "sample_v1.residue",
        "parent": null,
        "path": "$",
      },
    ]
  `)
  expect(DICTIONARY.tables[0]!.columns).toMatchInlineSnapshot(`
    [
      {
        "description": "The same in every row of a record, in every table.",
        "jsonPath": null,
        "name": "recordid",
        "role": "injected",
        "type": "string",
      },
      {
        "description": "Path of the archive's entry that the document comes from.",
        "jsonPath": null,
        "name": "entrypath",
        "nullable": false,
        "role": "origin",
        "type": "string",
      },
      {
        "description": "Position of the document in its entry, from 0.",
        "jsonPath": null,
        "name": "entryposition",
        "nullable": false,
        "role": "origin",
        "type": "integer",
      },
      {
        "description": "The boolean at $["a \\"b\\""].__proto__.",
        "jsonPath": "$["a \\"b\\""].__proto__",
        "name": "a "b".__proto__",
        "nullable": true,
        "role": "value",
        "statistics": {
          "absent": 0,
          "count": 1,
          "nulls": 0,
          "present": 1,
        },
        "type": "boolean",
      },
      {
        "description": "The number at $.n.",
        "jsonPath": "$.n",
        "name": "n",
        "nullable": true,
        "role": "value",
        "statistics": {
          "absent": 0,
          "count": 1,
          "max": 1,
          "min": 1,
          "nulls": 0,
          "present": 2,
        },
        "type": "integer",
      },
      {
        "description": "The string at $.n.",
        "jsonPath": "$.n",
        "name": "n.string",
        "nullable": true,
        "role": "value",
        "statistics": {
          "absent": 0,
          "count": 1,
          "formats": [],
          "maxLength": 6,
          "nulls": 0,
          "present": 2,
        },
        "type": "string",
      },
      {
        "description": "Id of the array at $.steps, whose elements are rows of "sample_v1.steps"; an id without rows is an empty array.",
        "jsonPath": "$.steps",
        "name": "steps",
        "nullable": true,
        "role": "array",
        "statistics": {
          "absent": 0,
          "count": 1,
          "maxLength": 1,
          "nulls": 1,
          "present": 2,
        },
        "type": "integer",
      },
      {
        "description": "Id of the map at $.totals, whose values are rows of "sample_v1.totals"; an id without rows is an empty map.",
        "jsonPath": "$.totals",
        "name": "totals",
        "nullable": true,
        "role": "map",
        "statistics": {
          "absent": 1,
          "count": 1,
          "nulls": 0,
          "present": 1,
        },
        "type": "integer",
      },
      {
        "description": "The string at $.who.",
        "jsonPath": "$.who",
        "name": "who",
        "nullable": true,
        "role": "value",
        "statistics": {
          "absent": 0,
          "count": 1,
          "formats": [],
          "maxLength": 6,
          "nulls": 1,
          "present": 2,
        },
        "type": "string",
      },
      {
        "description": "The string at $["😀"].",
        "jsonPath": "$["😀"]",
        "name": "😀",
        "nullable": true,
        "role": "value",
        "statistics": {
          "absent": 1,
          "count": 1,
          "formats": [
            "date",
          ],
          "maxLength": 10,
          "nulls": 0,
          "present": 1,
        },
        "type": "string",
      },
    ]
  `)
  expect(
    DICTIONARY.tables
      .slice(1)
      .flatMap(({ columns }) => columns.map(({ jsonPath, role, nullable, statistics }) => [role, jsonPath, nullable, statistics])),
  ).toMatchInlineSnapshot(`
    [
      [
        "injected",
        null,
        undefined,
        undefined,
      ],
      [
        "id",
        "$.steps",
        false,
        undefined,
      ],
      [
        "index",
        "$.steps[]",
        false,
        undefined,
      ],
      [
        "array",
        "$.steps[].grid",
        false,
        {
          "absent": 0,
          "count": 1,
          "maxLength": 2,
          "nulls": 0,
          "present": 1,
        },
      ],
      [
        "value",
        "$.steps[].x",
        false,
        {
          "absent": 0,
          "count": 1,
          "max": 0.5,
          "min": 0.5,
          "nulls": 0,
          "present": 1,
        },
      ],
      [
        "injected",
        null,
        undefined,
        undefined,
      ],
      [
        "id",
        "$.steps[].grid",
        false,
        undefined,
      ],
      [
        "index",
        "$.steps[].grid[]",
        false,
        undefined,
      ],
      [
        "array",
        "$.steps[].grid[]",
        false,
        {
          "absent": 0,
          "count": 2,
          "maxLength": 2,
          "nulls": 0,
          "present": 2,
        },
      ],
      [
        "injected",
        null,
        undefined,
        undefined,
      ],
      [
        "id",
        "$.steps[].grid[]",
        false,
        undefined,
      ],
      [
        "index",
        "$.steps[].grid[][]",
        false,
        undefined,
      ],
      [
        "value",
        "$.steps[].grid[][]",
        false,
        {
          "absent": 0,
          "count": 2,
          "max": 2,
          "min": 1,
          "nulls": 0,
          "present": 2,
        },
      ],
      [
        "injected",
        null,
        undefined,
        undefined,
      ],
      [
        "id",
        "$.totals",
        false,
        undefined,
      ],
      [
        "key",
        "$.totals{}",
        false,
        undefined,
      ],
      [
        "value",
        "$.totals{}",
        false,
        {
          "absent": 0,
          "count": 2,
          "max": 2,
          "min": 1,
          "nulls": 0,
          "present": 2,
        },
      ],
      [
        "injected",
        null,
        undefined,
        undefined,
      ],
      [
        "origin",
        null,
        false,
        undefined,
      ],
      [
        "origin",
        null,
        false,
        undefined,
      ],
      [
        "residue",
        null,
        false,
        undefined,
      ],
      [
        "residue",
        null,
        true,
        undefined,
      ],
    ]
  `)
})

test('it is plain JSON and holds no text of a document', () => {
  const text = JSON.stringify(DICTIONARY)
  expect(JSON.parse(text)).toEqual(DICTIONARY)
  expect(text).not.toContain('SECRET')
  expect(text).not.toContain('2024-01-01')
})

test('without a schema there are no figures', () => {
  const dictionary = planToDictionary(PLAN)
  expect('documents' in dictionary).toBe(false)
  const columns = dictionary.tables.flatMap((table) => table.columns)
  expect(columns.filter((column) => 'statistics' in column || (column.role === 'value' && 'nullable' in column))).toEqual([])
  expect(columns.map(({ jsonPath, description }) => [jsonPath, description])).toEqual(
    DICTIONARY.tables.flatMap((table) => table.columns.map(({ jsonPath, description }) => [jsonPath, description])),
  )
})

test('a limit is named where it cut', () => {
  const schema = inferSchema([{ a: [{ b: [1] }] }], { maxDepth: 2 })
  const { tables, limited } = planToDictionary(planTables(schema, { dataset: 'sample_v1' }), schema)
  const cut = tables.flatMap(({ columns }) => columns).filter(({ description }) => description.includes('JSON text, at'))
  expect(cut.map(({ description, statistics }) => [description, statistics?.count])).toMatchInlineSnapshot(`
    [
      [
        "The object or array, as JSON text, at $.a[] (kept so because of maxDepth).",
        1,
      ],
    ]
  `)
  expect(limited).toHaveLength(1)
})

test('copies tell where they come from', () => {
  const [root, steps, ...rest] = PLAN.tables
  const copy = {
    name: 'who_is',
    type: 'string',
    source: { role: 'pushdown', table: root!.name, path: ['who'], kind: 'string' },
    alias: 'who.is',
  } as const
  const dictionary = planToDictionary({ ...PLAN, tables: [root!, { ...steps!, columns: [...steps!.columns, copy] }, ...rest] }, SCHEMA)
  expect(dictionary.tables[1]!.columns.at(-1)).toMatchInlineSnapshot(`
    {
      "alias": "who.is",
      "description": "Copy of the string at $.who, from the row of "sample_v1" that this row descends from.",
      "jsonPath": "$.who",
      "name": "who_is",
      "nullable": true,
      "role": "pushdown",
      "statistics": {
        "absent": 0,
        "count": 1,
        "formats": [],
        "maxLength": 6,
        "nulls": 1,
        "present": 2,
      },
      "type": "string",
    }
  `)
})
