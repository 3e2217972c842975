import {
  fingerprint,
  inferDatasets,
  planToDictionary,
  relationalize,
  type ArchiveSource,
  type RelationalizedTable,
  type TablePlan,
} from '@bridge-downstream/core'
import { ProgressMeter } from './explore-progress.ts'
import type { Exploration, ExploredPart, ExploredTable, ExploreProgress, InputFile, Schema } from './messages.ts'

/** Read archives: their schemas, and their tables as Parquet. Nothing is written anywhere. */
export async function exploreFiles(files: readonly InputFile[], onProgress: (progress: ExploreProgress) => void): Promise<Exploration> {
  const meter = new ProgressMeter(files, onProgress)
  const sources = files.map((file) => toSource(file, meter))
  const onEntry = meter.entry.bind(meter)
  const { datasets } = await inferDatasets(sources, { onEntry })
  const schemas = new Map(datasets.map(({ dataset, schema }) => [dataset, schema]))
  const run = relationalize(sources, { onEntry })
  const written = new Map<string, ExploredPart[]>()
  const plans = new Map<string, TablePlan>()
  for await (const part of run) {
    plans.set(part.dataset, part.plan)
    const parts = written.get(part.table.name) ?? []
    parts.push(toPart(part))
    written.set(part.table.name, parts)
  }
  return {
    ledger: run.ledger,
    datasets: [...plans.values()].map((plan) => describeDataset(plan, schemas.get(plan.dataset)!)),
    tables: [...plans.values()].flatMap((plan) => tablesOf(plan, written)),
  }
}

function describeDataset(plan: TablePlan, schema: Schema): Exploration['datasets'][number] {
  const fingerprints = {
    labels: fingerprint(schema, 'labels'),
    shape: fingerprint(schema, 'shape'),
    exact: fingerprint(schema, 'exact'),
  }
  return { dataset: plan.dataset, schema, fingerprints, plan }
}

/** The tables that were written: a residue without rows is not. */
function tablesOf(plan: TablePlan, written: ReadonlyMap<string, ExploredPart[]>): ExploredTable[] {
  const dictionary = planToDictionary(plan)
  return plan.tables.flatMap((table, i) => {
    const parts = written.get(table.name)
    const meaning = dictionary.tables[i]!
    return parts ? [{ dataset: plan.dataset, table, meaning, parts, rows: parts.reduce((sum, { rows }) => sum + rows, 0) }] : []
  })
}

function toPart({ rows, bytes }: RelationalizedTable): ExploredPart {
  // A browser may keep a blob on disk.
  return { rows, blob: new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/vnd.apache.parquet' }) }
}

function toSource({ name, recordId, blob }: InputFile, meter: ProgressMeter): ArchiveSource {
  return {
    name,
    recordId,
    async bytes() {
      meter.begin(name)
      return new Uint8Array(await blob.arrayBuffer())
    },
    async *stream() {
      meter.begin(name)
      const reader = blob.stream().getReader()
      for (let bytes = 0; ;) {
        const { done, value } = await reader.read()
        if (done) return
        yield value
        meter.bytes(name, (bytes += value.length))
      }
    },
  }
}
