import { readFile, writeFile } from 'node:fs/promises'
import { relationalize } from '@bridge-downstream/core'

const run = relationalize({ name: 'record-2.zip', bytes: () => readFile('uploads/record-2.zip') })
for await (const { table, rows, bytes } of run) {
  await writeFile(`${table.name}.parquet`, bytes)
  console.log(`${table.name} (rows: ${rows}): ${table.columns.map(({ name }) => name).join(', ')}`)
}
const { leaves } = run.ledger
console.log(`${leaves.in} values came in; ${leaves.cells} in columns, ${leaves.json} as JSON text, ${leaves.residue} in the residue`)
