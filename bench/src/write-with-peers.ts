import { writeFileSync } from 'node:fs'
import { constants, zstdCompressSync } from 'node:zlib'
import { now, type Moment } from './measure.ts'
import type { Rows } from './rows.ts'

/** Writes rows to a file. @returns from when on it counts: its library is loaded. */
export type WriteRows = (rows: Rows, file: string) => Promise<Moment>

/** What core writes with. */
const ZSTD_PARAMS = { [constants.ZSTD_c_compressionLevel]: 2 }
/** Rows that DuckDB takes at once. */
const CHUNK_ROWS = 2048

/** Each loads only what it needs. Beside the codec, all have their defaults. */
export const PEERS: Readonly<Record<string, WriteRows>> = {
  'hyparquet-writer': writeWithHyparquet,
  'parquet-wasm': writeWithParquetWasm,
  parquetjs: writeWithParquetJs,
  duckdb: async (rows, file) => (await writeWithDuckDb(rows, file)).start,
  'duckdb loaded': async (rows, file) => (await writeWithDuckDb(rows, file)).loaded,
}

async function writeWithHyparquet(rows: Rows, file: string): Promise<Moment> {
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const start = now()
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'number', data: rows.number.map(BigInt), type: 'INT64', nullable: false },
      { name: 'reading', data: rows.reading, type: 'DOUBLE', nullable: false },
      { name: 'step', data: rows.step, type: 'STRING', nullable: false },
      { name: 'answer', data: rows.answer, type: 'STRING', nullable: false },
      { name: 'correct', data: rows.correct, type: 'BOOLEAN' },
    ],
    codec: 'ZSTD',
    compressors: { ZSTD: (input) => zstdCompressSync(input, { params: ZSTD_PARAMS }) },
  })
  writeFileSync(file, new Uint8Array(bytes))
  return start
}

async function writeWithParquetWasm(rows: Rows, file: string): Promise<Moment> {
  const { Bool, Float64, Int64, Table, tableToIPC, Utf8, vectorFromArray } = await import('apache-arrow')
  const { Compression, Table: WasmTable, writeParquet, WriterPropertiesBuilder } = await import('parquet-wasm')
  const start = now()
  const table = new Table({
    number: vectorFromArray(rows.number.map(BigInt), new Int64()),
    reading: vectorFromArray(rows.reading, new Float64()),
    step: vectorFromArray(rows.step, new Utf8()),
    answer: vectorFromArray(rows.answer, new Utf8()),
    correct: vectorFromArray(rows.correct, new Bool()),
  })
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).build()
  writeFileSync(file, writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream')), properties))
  return start
}

async function writeWithParquetJs(rows: Rows, file: string): Promise<Moment> {
  const { ParquetSchema, ParquetWriter } = await import('@dsnp/parquetjs')
  const start = now()
  const schema = new ParquetSchema({
    number: { type: 'INT64', compression: 'SNAPPY' },
    reading: { type: 'DOUBLE', compression: 'SNAPPY' },
    step: { type: 'UTF8', compression: 'SNAPPY' },
    answer: { type: 'UTF8', compression: 'SNAPPY' },
    correct: { type: 'BOOLEAN', compression: 'SNAPPY', optional: true },
  })
  const writer = await ParquetWriter.openFile(schema, file)
  for (let i = 0; i < rows.number.length; i++) {
    await writer.appendRow({
      number: rows.number[i],
      reading: rows.reading[i],
      step: rows.step[i],
      answer: rows.answer[i],
      correct: rows.correct[i],
    })
  }
  await writer.close()
  return start
}

/** @returns when it began, and when the rows were in a table of its own. */
async function writeWithDuckDb(rows: Rows, file: string): Promise<{ start: Moment; loaded: Moment }> {
  const { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, DuckDBInstance, VARCHAR } = await import('@duckdb/node-api')
  const start = now()
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  await connection.run('CREATE TABLE rows (number BIGINT, reading DOUBLE, step VARCHAR, answer VARCHAR, correct BOOLEAN)')
  const appender = await connection.createAppender('rows')
  for (let start = 0; start < rows.number.length; start += CHUNK_ROWS) {
    const end = Math.min(start + CHUNK_ROWS, rows.number.length)
    const chunk = DuckDBDataChunk.create([BIGINT, DOUBLE, VARCHAR, VARCHAR, BOOLEAN], end - start)
    chunk.setColumnValues(0, rows.number.slice(start, end).map(BigInt))
    chunk.setColumnValues(1, rows.reading.slice(start, end))
    chunk.setColumnValues(2, rows.step.slice(start, end))
    chunk.setColumnValues(3, rows.answer.slice(start, end))
    chunk.setColumnValues(4, rows.correct.slice(start, end))
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
  const loaded = now()
  await connection.run(`COPY rows TO '${file}' (FORMAT parquet, COMPRESSION zstd)`)
  connection.closeSync()
  instance.closeSync()
  return { start, loaded }
}
