// One run of one contender in a process of its own: node writing-once.ts <contender> <rows> <folder> <bundle of ./write-with-core.ts>
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { tellRun } from './measure.ts'
import { createRows } from './rows.ts'
import type * as Core from './write-with-core.ts'
import { PEERS } from './write-with-peers.ts'

const [contender = '', count = '', folder = '', bundle = ''] = process.argv.slice(2)
const rows = createRows(Number(count))
mkdirSync(folder, { recursive: true })
if (contender.startsWith('ours')) {
  const { writeWithCore } = (await import(bundle)) as typeof Core
  tellRun(folder, writeWithCore(rows, folder, contender === 'ours loaded'))
} else tellRun(folder, await PEERS[contender]!(rows, join(folder, 'dataset_rows_v1.parquet')))
