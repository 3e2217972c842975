import { inferSchema, planTables, planToTree, type JsonValue, type TablePlan } from '@bridge-downstream/core'
import { expect, test } from 'vitest'

function planOf(documents: readonly JsonValue[]): TablePlan {
  return planTables(inferSchema(documents), { dataset: 'sample_v1', convention: 'identity' })
}

test('tables stand under their parents, with paths, types and links', () => {
  const plan = planOf([
    { n: 1, big: 2n ** 70n, either: 'a', steps: [{ x: 0.5, grid: [[true]] }], totals: { '2024-01-01': 1, '2024-01-02': 2 } },
    { either: 5 },
  ])
  expect(planToTree(plan)).toMatchInlineSnapshot(`
    "sample_v1 ($)
      recordid: string
      entrypath: string
      entryposition: integer
      big: string, digits
      either: integer
      either.string: string
      n: integer
      steps: integer, ids of sample_v1.steps
      totals: integer, ids of sample_v1.totals
      sample_v1.steps ($.steps[])
        recordid: string
        id: integer
        index: integer
        grid: integer, ids of sample_v1.steps.grid
        x: number
        sample_v1.steps.grid ($.steps[].grid[])
          recordid: string
          id: integer
          index: integer
          grid.val: integer, ids of sample_v1.steps.grid.val
          sample_v1.steps.grid.val ($.steps[].grid[][])
            recordid: string
            id: integer
            index: integer
            grid.val.val: boolean
      sample_v1.totals ($.totals{})
        recordid: string
        id: integer
        key: string
        totals.val: integer
    sample_v1.residue (residue)
      recordid: string
      entrypath: string
      entryposition: integer
      pointer: string
      json: string
    "
  `)
})

test('names that would move the cursor or turn the text are spelled out', () => {
  const tree = planToTree(planOf([{ 'clear\u001b[2J': 1, 'turn\u202Eed': 2, 'half\ud800': 3, 'line\n': 4, '😀 "q"': 5, ['__proto__']: 6 }]))
  expect(tree).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}](?<!\n)/u)
  expect(tree.split('\n').slice(4, -6)).toMatchInlineSnapshot(`
    [
      "  __proto__: integer",
      "  clear\\u{1b}[2J: integer",
      "  half�: integer",
      "  line\\u{a}: integer",
      "  turn\\u{202e}ed: integer",
      "  😀 "q": integer",
      "sample_v1.residue (residue)",
    ]
  `)
})

test('subtrees that a limit cut are named', () => {
  const plan = planTables(inferSchema([{ a: [{ b: [1] }] }], { maxDepth: 2 }), { dataset: 'sample_v1' })
  expect(planToTree(plan)).toContain('JSON text (maxDepth): $')
})

test('aliases, copies and digits are remarked on', () => {
  const plan = planOf([{ big: 2n ** 70n }])
  const [root, ...rest] = plan.tables
  const described = planToTree({
    ...plan,
    tables: [
      {
        ...root!,
        columns: [
          { name: 'big', type: 'string', source: { role: 'value', path: ['big'], kind: 'number' }, alias: 'very.big' },
          { name: 'copy', type: 'timestamp', source: { role: 'pushdown', table: 'above', path: ['at'], kind: 'string' } },
        ],
      },
      ...rest,
    ],
  })
  expect(described).toContain('  big: string, digits, alias very.big\n  copy: timestamp, copied from above\n')
})
