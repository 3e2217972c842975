import { inferSchema, planTables, planToMermaid, type JsonValue, type TablePlan } from '@bridge-downstream/core'
import { expect, test } from 'vitest'

function planOf(documents: readonly JsonValue[], dataset = 'sample_v1'): TablePlan {
  return planTables(inferSchema(documents), { dataset, convention: 'identity' })
}

const PLAN = planOf([{ n: 1, steps: [{ x: 0.5, grid: [[true]] }], totals: { '2024-01-01': 1, '2024-01-02': 2 } }])

test('each table is an entity with its keys, each link a relation', () => {
  expect(planToMermaid(PLAN)).toMatchInlineSnapshot(`
    "erDiagram
      "sample_v1" {
        string recordid PK
        string entrypath PK
        integer entryposition PK
        integer n
        integer steps
        integer totals
      }
      "sample_v1.steps" {
        string recordid PK, FK
        integer id PK, FK
        integer index PK
        integer grid
        number x
      }
      "sample_v1.steps.grid" {
        string recordid PK, FK
        integer id PK, FK
        integer index PK
        integer grid_val "grid.val"
      }
      "sample_v1.steps.grid.val" {
        string recordid PK, FK
        integer id PK, FK
        integer index PK
        boolean grid_val_val "grid.val.val"
      }
      "sample_v1.totals" {
        string recordid PK, FK
        integer id PK, FK
        string key PK
        integer totals_val "totals.val"
      }
      "sample_v1.residue" {
        string recordid PK, FK
        string entrypath PK, FK
        integer entryposition PK, FK
        string pointer PK
        string json
      }
      "sample_v1" ||--o{ "sample_v1.steps" : "steps"
      "sample_v1.steps" ||--o{ "sample_v1.steps.grid" : "grid"
      "sample_v1.steps.grid" ||--o{ "sample_v1.steps.grid.val" : "grid.val"
      "sample_v1" ||--o{ "sample_v1.totals" : "totals"
      "sample_v1" ||--o{ "sample_v1.residue" : "residue"
    "
  `)
})

test('the residue can be left out', () => {
  expect(planToMermaid(PLAN, { residue: false })).not.toContain('residue')
})

// The output for these names was read by Mermaid's own parser, by hand; what it needs is held here.
test('names are kept apart from the syntax', () => {
  const keys = [
    'pk',
    'FK-a',
    '1st',
    '-',
    '__proto__',
    'a"b',
    '%%',
    'a~b~',
    '`c`',
    '\\',
    'direction TB',
    'style:#x;',
    '#35;',
    '😀',
    'é',
    'ﬂ°°34¶ß',
    '<b>',
    'a\nb',
    '\ud800',
    ' ',
  ]
  const diagram = planToMermaid(planOf([Object.fromEntries(keys.map((key) => [key, [1]]))]))
  for (const line of diagram.split('\n').slice(1, -1)) {
    expect(line).toMatch(
      /^ {2}(?:"[^"]+" \{|\}| {2}[a-z]+ [A-Za-z_][\w-]*(?: [PF]K(?:, FK)?)?(?: "[^"]+")?|"[^"]+" \|\|--o\{ "[^"]+" : "[^"]+")$/,
    )
    expect(line).not.toMatch(/[%\\~`<>]|direction\s|#(?!\d+;)/)
    expect(line).not.toMatch(/^ {4}\w+ [pfu]k\b/i)
  }
  expect(diagram.split('\n').filter((line) => line.startsWith('    integer') && line.includes(' "'))).toMatchInlineSnapshot(`
    [
      "    integer _ " "",
      "    integer _35_ "#35;35#59;"",
      "    integer __ "#37;#37;"",
      "    integer _- "-"",
      "    integer _1st "1st"",
      "    integer _b_ "#60;b#62;"",
      "    integer _FK-a "FK-a"",
      "    integer _ "#92;"",
      "    integer __proto__ "#95;#95;proto_#95;"",
      "    integer _c_ "#96;c#96;"",
      "    integer a_b "a#10;b"",
      "    integer a_b "a#34;b"",
      "    integer a_b_ "a#126;b#126;"",
      "    integer direction_TB "direction#32;TB"",
      "    integer _pk "pk"",
      "    integer style__x_ "style#58;#35;x#59;"",
      "    integer _ "é"",
      "    integer _ "�"",
      "    integer _ "😀"",
      "    integer ___34__ "#64258;°°34¶ß"",
      "    integer __val " .val"",
      "    integer _35__val "#35;35#59;.val"",
      "    integer ___val "#37;#37;.val"",
      "    integer _-_val "-.val"",
      "    integer _1st_val "1st.val"",
      "    integer _b__val "#60;b#62;.val"",
      "    integer _FK-a_val "FK-a.val"",
      "    integer __val "#92;.val"",
      "    integer __proto___val "#95;#95;proto_#95;.val"",
      "    integer _c__val "#96;c#96;.val"",
      "    integer a_b_val "a#10;b.val"",
      "    integer a_b_val "a#34;b.val"",
      "    integer a_b__val "a#126;b#126;.val"",
      "    integer direction_TB_val "direction#32;TB.val"",
      "    integer pk_val "pk.val"",
      "    integer style__x__val "style#58;#35;x#59;.val"",
      "    integer __val "é.val"",
      "    integer __val "�.val"",
      "    integer __val "😀.val"",
      "    integer ___34___val "#64258;°°34¶ß.val"",
    ]
  `)
})
