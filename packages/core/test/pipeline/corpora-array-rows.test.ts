import { relationalize } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { fixturesAreThere, readFixture, readTsv, sayLeftOut } from '../support/fixtures.js'

// Files that hold top-level arrays among other values: the elements of the arrays and the other values are all documents, so the
// root table has more rows than the arrays have elements.
const MIXED_TOP_LEVEL: Readonly<Record<string, number>> = {
  'duckdb-json/data/json/multi_file_hang/my4.json': 5,
  'duckdb-json/data/json/malformed/empty_array_trailing.json': 1,
}

// The expectations name no paths of this file, only how many there are, and of how many rows.
const TOTALS_ONLY = 'ocds-sample/fictional-example/1.1/record/ocds-213czf-000-00001-withversions.json'

interface Case {
  readonly name: string
  readonly bytes: () => Uint8Array
  /** Rows by array path, as counted by another program. */
  readonly arrays: Readonly<Record<string, number>>
  readonly totals: { readonly paths: number; readonly rows: number }
}

function readCases(): Map<string, Case[]> {
  const arrays = Map.groupBy(readTsv('corpora', 'expected', 'array-rows.tsv'), (row) => `${row['corpus']}/${row['file']}`)
  const files = readTsv('corpora', 'expected', 'json-structure.tsv').filter((row) => row['verdict'] === 'ok')
  return Map.groupBy(
    files.map(({ corpus = '', file = '', array_paths, array_rows }): Case => {
      const name = `${corpus}/${file}`
      const paths = (arrays.get(name) ?? []).map((row): [string, number] => [row['array_path']!, Number(row['rows'])])
      if (name in MIXED_TOP_LEVEL) paths.push(['$[]', MIXED_TOP_LEVEL[name]!])
      return {
        name,
        bytes: () => readFixture('corpora', corpus, file),
        arrays: Object.fromEntries(paths),
        totals: { paths: Number(array_paths), rows: Number(array_rows) },
      }
    }),
    ({ name }) => name.split('/')[0]!,
  )
}

/** The library's unambiguous spelling of a path, in the expectations' spelling: keys joined by dots, a dot within a key escaped. */
function respell(path: string): string {
  return path.replaceAll(/\["((?:[^"\\]|\\.)*)"\]/g, (_, key: string) => `.${(JSON.parse(`"${key}"`) as string).replaceAll('.', '\\.')}`)
}

async function rowsByPath(name: string, bytes: Uint8Array, topLevelArray: boolean): Promise<Record<string, number>> {
  // In files with a key that stands twice the last one counts, as it did for the counting program.
  // Maps are left out, since the expectations name the arrays of each key apart.
  const run = relationalize({ name, bytes: async () => bytes }, { duplicateKeys: 'last', maps: 'never' })
  const found: Record<string, number> = {}
  for await (const { table, rows } of run) {
    if (table.kind === 'residue') continue
    const path = respell(topLevelArray ? table.path.replace('$', '$[]') : table.path)
    if (path !== '$') found[path] = (found[path] ?? 0) + rows
  }
  expect(run.ledger.items.filter((item) => item.outcome !== 'written')).toEqual([])
  return found
}

if (fixturesAreThere) {
  test.each([...readCases()])('%s: each array path is one child table with exactly its elements', async (_, cases) => {
    for (const { name, bytes, arrays, totals } of cases) {
      const found = await rowsByPath(name, bytes(), '$[]' in arrays)
      if (name === TOTALS_ONLY) {
        const rows = Object.values(found)
        expect({ paths: rows.length, rows: rows.reduce((sum, n) => sum + n, 0) }).toEqual(totals)
      } else expect({ name, arrays: found }).toEqual({ name, arrays })
    }
  })
} else test('corpora', () => sayLeftOut('the files of the corpora'))
