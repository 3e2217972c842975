import {
  DocumentFlattener,
  inferSchema,
  planTables,
  rebuildDocuments,
  type InferOptions,
  type JsonValue,
  type LeafCounts,
  type PlanOptions,
  type RowBatch,
  type TablePlan,
} from '@bridge-downstream/core'

export interface Flattened {
  readonly plan: TablePlan
  readonly tables: Map<string, RowBatch[]>
  readonly leaves: LeafCounts
}

export interface FlattenTestOptions extends InferOptions, Partial<PlanOptions> {
  readonly rowGroupRows?: number
  /** Plan to use instead of one made from the documents. */
  readonly plan?: TablePlan
}

/** Infer, plan and flatten documents, as the documents of one entry of record `r`. */
export function flatten(documents: readonly JsonValue[], options: FlattenTestOptions = {}): Flattened {
  const plan = options.plan ?? planTables(inferSchema(documents, options), { dataset: 'test_v1', ...options })
  const tables = new Map<string, RowBatch[]>()
  const flattener = new DocumentFlattener(plan, {
    rowGroupRows: options.rowGroupRows,
    onBatch: (batch) => tables.set(batch.table.name, [...(tables.get(batch.table.name) ?? []), batch]),
  })
  for (const [position, value] of documents.entries()) {
    flattener.add({ recordId: 'r', entry: 'e.json', entryOrdinal: 0, position, value }, { recordid: 'r' })
  }
  flattener.finish()
  return { plan, tables, leaves: flattener.leaves }
}

export async function rebuild({ plan, tables }: Pick<Flattened, 'plan' | 'tables'>): Promise<JsonValue[]> {
  const rebuilt = await Array.fromAsync(rebuildDocuments(tables, plan))
  return rebuilt.map(({ value }) => value)
}
