import type { ReportData, ReportVersion } from '@bridge-downstream/core'

export interface VersionTotals {
  /** Rows of the root table. */
  readonly documents: number
  readonly rows: number
  readonly parts: number
  readonly sizeBytes: number
  /** Tables that have parts. */
  readonly tables: number
}

export function totalsOf({ tables }: Pick<ReportVersion, 'tables'>): VersionTotals {
  const sum = (of: 'rows' | 'parts' | 'sizeBytes'): number => tables.reduce((total, table) => total + table[of], 0)
  return {
    documents: tables.find(({ kind }) => kind === 'root')?.rows ?? 0,
    rows: sum('rows'),
    parts: sum('parts'),
    sizeBytes: sum('sizeBytes'),
    tables: tables.filter(({ parts }) => parts > 0).length,
  }
}

export function versionsOf({ families }: Pick<ReportData, 'families'>): ReportVersion[] {
  return families.flatMap(({ versions }) => versions)
}

/** Documents by day, in the order of days. */
export function documentsByDay({ partitions }: Pick<ReportVersion, 'partitions'>): Map<string, number> {
  const days = new Map<string, number>()
  for (const { day, documents } of partitions) if (day !== null) days.set(day, (days.get(day) ?? 0) + documents)
  return new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1)))
}
