import type { ReportColumn, ReportData, ReportPartition, ReportTable, ReportVersion } from '@bridge-downstream/core'

export interface GenerateReportOptions {
  readonly datasets: number
  readonly tables: number
  readonly columns: number
  /** Days from 2022-01-01 on; a partition each. */
  readonly days: number
  /** Stands in for every name that comes from documents. */
  readonly name?: string
}

/** The report of a destination that is too large to be made for a test. Its counts follow from positions alone. */
export function generateReport({ datasets, tables, columns, days, name = 'field' }: GenerateReportOptions): ReportData {
  const families = Array.from({ length: datasets }, (_, i) => {
    const dataset = `Set${String(i).padStart(3, '0')}`
    return { name: dataset, versions: [generateVersion(`${dataset}_v1`, { tables, columns, days, name })] }
  })
  return {
    version: 1,
    archives: { taken: 10 * days, quarantined: 3, duplicate: 1, forgotten: 2 },
    families,
    quarantine: [
      {
        code: 'bad-json',
        archives: 3,
        findings: [{ entry: name, reason: `Expected a value at ${name} (line 1, byte 2).`, times: 3 }],
        otherFindings: 7,
      },
    ],
    runs: [
      { number: 3, steps: null },
      { number: 2, steps: [{ name: 'forget', counts: [{ of: '', numbers: { archives: 2 } }] }] },
      { number: 1, steps: [{ name: 'unpack', counts: [{ of: 'documents', numbers: { in: 5, written: 4 } }] }] },
    ],
    runsInAll: 3,
    otherParts: 4,
  }
}

function generateVersion(
  dataset: string,
  { tables, columns, days, name }: Omit<GenerateReportOptions, 'datasets'> & { readonly name: string },
): ReportVersion {
  const partitions = Array.from({ length: days }, (_, i): ReportPartition => {
    const day = new Date(Date.UTC(2022, 0, 1 + i)).toISOString().slice(0, 10)
    const group = `assessmentid=a${i % 3}`
    return { partition: `${group}/${day}/`, day, group, documents: i % 7 === 0 ? 0 : i, rows: 3 * i, parts: tables, sizeBytes: 1000 * i }
  })
  const documents = partitions.reduce((sum, partition) => sum + partition.documents, 0)
  const tableName = (i: number): string => (i === 0 ? `${name} root` : `${name} ${i}`)
  return {
    dataset,
    contract: 'evolve',
    entries: [name],
    fingerprint: `fp1:exact:${'0'.repeat(64)}`,
    schemas: 2,
    history: [
      { fingerprint: 'fp1:exact:0', reason: 'inferred', verdict: 'new', comparedWith: null, changes: [] },
      {
        fingerprint: 'fp1:exact:1',
        reason: 'inferred',
        verdict: 'evolves',
        comparedWith: dataset,
        changes: [
          { path: `$[${JSON.stringify(name)}]`, change: 'field-added', effect: 'evolves', reason: 'A new field, which is optional.' },
        ],
      },
    ],
    json: { objects: days, sizeBytes: 2000 },
    tables: Array.from({ length: tables }, (_, i): ReportTable => {
      const rows = i === 0 ? documents : i * days
      const own = Array.from({ length: columns }, (_, j): ReportColumn => {
        return {
          name: `${name} ${j}`,
          type: j % 2 === 0 ? 'string' : 'integer',
          role: 'value',
          jsonPath: `$.${name}${j}`,
          description: '',
          child: null,
          nulls: j === 1 ? null : Math.floor((rows * j) / columns),
          sizeBytes: 100 * j,
        }
      })
      const children = Array.from({ length: tables }, (_, j) => j).filter((j) => j > 0 && Math.floor((j - 1) / 4) === i)
      const links = children.map((j): ReportColumn => {
        return { ...own[0]!, name: `to ${j}`, type: 'integer', role: 'array', child: tableName(j), nulls: 0 }
      })
      return {
        name: tableName(i),
        kind: i === 0 ? 'root' : 'array',
        path: '$',
        parent: i === 0 ? null : tableName(Math.floor((i - 1) / 4)),
        description: `One row for each ${name}.`,
        rows,
        parts: days,
        sizeBytes: 5000 * i,
        columns: [...own, ...links],
      }
    }),
    limited: [{ path: `$.${name}`, limit: 'maxDepth' }],
    partitions,
  }
}
