import { inferSchema, planTables, type InjectedColumn, type JsonValue, type TablePlan } from '@bridge-downstream/core'
import { onTestFinished, vi } from 'vitest'
import { describeTables } from '../../src/catalog/describe-tables.js'
import type { CatalogTable, PartitionMode } from '../../src/catalog/catalog-table.js'
import type { DesiredTable } from '../../src/catalog/register-tables.js'
import { GlueCatalog } from '../../src/catalog/glue-catalog.js'
import { startGlue, type GlueServer } from './glue-server.js'

export const INJECTED: readonly InjectedColumn[] = [
  { name: 'assessmentid', type: 'string' },
  { name: 'year', type: 'integer' },
  { name: 'month', type: 'integer' },
  { name: 'day', type: 'integer' },
  { name: 'recordid', type: 'string' },
]

export function planOf(documents: readonly JsonValue[], dataset = 'Steps_v1'): TablePlan {
  return planTables(inferSchema(documents), { dataset, injected: INJECTED })
}

export function folders(...days: readonly string[]): string[] {
  return days.map((day) => {
    const [assessment, date] = day.split('@')
    const [year, month, dayOfMonth] = date!.split('-')
    return `assessmentid=${assessment}/year=${year}/month=${month}/day=${dayOfMonth}/`
  })
}

export function tablesOf(plan: TablePlan, partitions: readonly string[], mode: PartitionMode = 'projected'): CatalogTable[] {
  return describeTables(plan, { location: 's3://bucket/study/parquet', mode, partitions })
}

/** All of a plan's tables have all partitions. */
export function desiredOf(plan: TablePlan, partitions: readonly string[], mode: PartitionMode = 'projected'): DesiredTable[] {
  return tablesOf(plan, partitions, mode).map((table) => ({
    table,
    partitions:
      mode === 'projected'
        ? undefined
        : partitions.map((folder) => ({
            values: folder
              .split('/')
              .slice(0, -1)
              .map((part) => part.replace(/^.*=/, '')),
            location: `${table.location}${folder}`,
          })),
  }))
}

export function stubCredentials(): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('AWS_REGION', 'us-east-1')
  onTestFinished(() => void vi.unstubAllEnvs())
}

export async function useGlue(): Promise<GlueServer> {
  stubCredentials()
  const server = await startGlue()
  onTestFinished(() => server.close())
  return server
}

/** @param client tells this one apart from others, for the server's disturbances. */
export function openCatalog({ endpoint }: GlueServer, { maxAttempts = 8, client = '' } = {}): Promise<GlueCatalog> {
  return GlueCatalog.open({ database: 'Study', endpoint: `${endpoint}/${client}`, retryDelayMs: 2, maxAttempts })
}

/** A small seeded generator (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Draws for each client, that do not depend on what others do at the same time. */
export function seededByClient(seed: number): (client: string) => number {
  const generators = new Map<string, () => number>()
  return (client) => {
    const generator = generators.get(client) ?? seeded(seed * 1009 + Number(client.replace(/\D/g, '')))
    generators.set(client, generator)
    return generator()
  }
}
