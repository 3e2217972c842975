import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api'
import { mkdirSync } from 'node:fs'

/** What becomes one root table and those of its arrays. */
export interface DuckDbInput {
  /** A file or a glob. */
  readonly files: string
  readonly format: 'newline_delimited' | 'array' | 'auto'
  /** Of the root table; those of arrays have a longer one. */
  readonly table: string
  /** Whether the file's name is a column of the root table. */
  readonly named?: boolean
}

export interface DuckDbOptions {
  readonly threads: number
  /** Rows that the types are taken from; -1 for all of them. */
  readonly sampleRows: number
}

interface ListColumn {
  readonly expression: string
  readonly name: string
  readonly type: DuckDBType
}

/**
 * The same job in DuckDB's SQL, in the form that was fastest of those that were tried: read once into a temporary table, then one statement for each
 * table. Lists become tables of their own, with the row they belong to and their place in it; structs become columns. ZSTD.
 */
export async function relationalizeWithDuckDb(
  inputs: readonly DuckDbInput[],
  folder: string,
  { threads, sampleRows }: DuckDbOptions,
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  // A bundle would load the native library whatever its contender is, were it a module's import.
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) })
  const connection = await instance.connect()
  try {
    for (const input of inputs) await new DuckDbJob(connection, folder, input.table).run(input, sampleRows)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

class DuckDbJob {
  readonly #connection: DuckDBConnection
  readonly #folder: string
  readonly #root: string
  #tables = 0

  constructor(connection: DuckDBConnection, folder: string, root: string) {
    this.#connection = connection
    this.#folder = folder
    this.#root = root
  }

  async run({ files, format, named = false }: DuckDbInput, sampleRows: number): Promise<void> {
    const sniffed = `read_json(${quoteText(files)}, format = '${format}', sample_size = ${sampleRows}, maximum_depth = -1,
      map_inference_threshold = -1, field_appearance_threshold = 0)`
    // The types are taken once: a statement over the file would take them anew.
    const described = await this.#connection.runAndReadAll(`DESCRIBE SELECT * FROM ${sniffed}`)
    const typed = described.getRows().map(([name, type]) => `${quoteText(String(name))}: ${quoteText(String(type))}`)
    const read = `read_json(${quoteText(files)}, format = '${format}', filename = ${named}, columns = {${typed.join(', ')}})`
    const empty = await this.#connection.run(`SELECT * FROM ${read} LIMIT 0`)
    const columns = empty.columnNames().map((name, i) => ({ name, type: empty.columnType(i) }))
    if (!columns.some(({ type }) => hasList(type))) {
      const { scalars } = flatten(columns.map(({ name, type }) => [quoteName(name), name, type]))
      await this.#copy(`SELECT row_number() OVER () - 1 AS row, ${scalars.join(', ')} FROM ${read}`, this.#root)
      return
    }
    await this.#connection.run(`CREATE OR REPLACE TEMP TABLE source AS SELECT * FROM ${read}`)
    const { scalars, lists } = flatten(columns.map(({ name, type }) => [`source.${quoteName(name)}`, name, type]))
    await this.#copy(`SELECT ${['rowid AS row', ...scalars].join(', ')} FROM source`, this.#root)
    for (const list of lists) await this.#list('source', list, this.#root)
  }

  async #list(table: string, { expression, name, type }: ListColumn, parent: string): Promise<void> {
    const own = `${parent}_${name}`
    const { scalars, lists } = flatten([['element.value', '', type]])
    const elements = `(SELECT rowid AS parent, unnest(${expression}) AS value, generate_subscripts(${expression}, 1) - 1 AS index FROM ${table})`
    const columns = ['element.parent AS parent', 'element.index AS index', ...scalars]
    if (lists.length === 0) {
      await this.#copy(`SELECT row_number() OVER () - 1 AS row, ${columns.join(', ')} FROM ${elements} AS element`, own)
      return
    }
    const made = `list_${++this.#tables}`
    const kept = lists.map((list, i) => `${list.expression} AS kept_${i}`)
    await this.#connection.run(
      `CREATE OR REPLACE TEMP TABLE ${made} AS SELECT ${[...columns, ...kept].join(', ')} FROM ${elements} AS element`,
    )
    const hidden = lists.map((_, i) => `kept_${i}`)
    await this.#copy(`SELECT rowid AS row, * EXCLUDE (${hidden.join(', ')}) FROM ${made}`, own)
    for (const [i, list] of lists.entries()) await this.#list(made, { ...list, expression: hidden[i]! }, own)
  }

  async #copy(select: string, name: string): Promise<void> {
    await this.#connection.run(`COPY (${select}) TO ${quoteText(`${this.#folder}/${name}.parquet`)} (FORMAT parquet, COMPRESSION zstd)`)
  }
}

/** Struct fields as columns, and the lists among them. An element that is no struct is called `val`. */
function flatten(columns: readonly (readonly [expression: string, name: string, type: DuckDBType])[]): {
  readonly scalars: string[]
  readonly lists: ListColumn[]
} {
  const scalars: string[] = []
  const lists: ListColumn[] = []
  const visit = (expression: string, name: string, type: DuckDBType): void => {
    if ('entryNames' in type && 'entryTypes' in type) {
      for (const [i, entry] of type.entryNames.entries()) {
        visit(`${expression}.${quoteName(entry)}`, name === '' ? entry : `${name}_${entry}`, type.entryTypes[i]!)
      }
    } else if ('valueType' in type && !('keyType' in type))
      lists.push({ expression, name: name === '' ? 'val' : name, type: type.valueType })
    else scalars.push(`${expression} AS ${quoteName(name === '' ? 'val' : name)}`)
  }
  for (const column of columns) visit(...column)
  return { scalars, lists }
}

function hasList(type: DuckDBType): boolean {
  if ('entryTypes' in type) return type.entryTypes.some(hasList)
  return 'valueType' in type
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
