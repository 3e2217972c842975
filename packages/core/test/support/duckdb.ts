import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Rows as plain objects; BIGINT as text. */
export type Rows = readonly Readonly<Record<string, unknown>>[]

export interface DuckDb {
  /** A view over the parts of a table. */
  addTable(name: string, parts: readonly Uint8Array[]): Promise<void>
  query(sql: string): Promise<Rows>
}

/** DuckDB as a second reader of our files. */
export async function withDuckDb<T>(use: (db: DuckDb) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bridge-downstream-duckdb-'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return await use({
      async addTable(name, parts) {
        const files = await Promise.all(
          parts.map(async (bytes, i) => {
            const file = path.join(folder, `${name.replaceAll(/[^A-Za-z0-9_]/g, '_')}-${i}.parquet`)
            await writeFile(file, bytes)
            return `'${file.replaceAll("'", "''")}'`
          }),
        )
        await connection.run(`CREATE VIEW "${name.replaceAll('"', '""')}" AS SELECT * FROM read_parquet([${files.join(', ')}])`)
      },
      async query(sql) {
        const reader = await connection.runAndReadAll(sql)
        return reader.getRowObjectsJson()
      },
    })
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(folder, { recursive: true, force: true })
  }
}
