import { relationalize, type InjectedFields } from '@bridge-downstream/core'

const lines = [
  { day: '2024-01-02', steps: 4200, raw: { a: 1 } },
  { day: '2024-01-03', steps: 5100.5, raw: { b: [2] } },
]
const source = {
  name: 'days.ndjson',
  metadata: { recordid: 'export-7', site: 'north' },
  bytes: async () => new TextEncoder().encode(lines.map((line) => JSON.stringify(line)).join('\n')),
}
const injected: InjectedFields = {
  columns: [
    { name: 'recordid', type: 'string' },
    { name: 'site', type: 'string' },
  ],
  values: ({ metadata }, recordid) => ({ recordid, site: metadata?.['site'] ?? null }),
}
const run = relationalize(source, { injected, overrides: { days_v1: { '$.raw': { json: true }, '$.day': { type: 'date' } } } })
for await (const { table, rows } of run) console.log(table.name, rows, table.columns.map(({ name }) => name).join(', '))
