import { readFile } from 'node:fs/promises'
import { relationalize } from '@bridge-downstream/core'

const run = relationalize({ name: 'upload.zip', bytes: () => readFile('upload.zip') })
for await (const { table, rows, bytes } of run) console.log(table.name, rows, bytes.length)
console.log(run.ledger)
