import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

/** What can be counted. */
export type MetricName =
  | 'MessagesRefused'
  | 'UnitsFailed'
  | 'RecordsTaken'
  | 'RecordsQuarantined'
  | 'RecordsDuplicate'
  | 'RecordsForgotten'
  | 'RecordsDoneBefore'
  | 'PartitionsRebuilt'
  | 'PartitionsRemoved'
  | 'PartitionsDoneBefore'
  | 'WorkListed'
  | 'CatalogChanges'
  | 'Documents'
  | 'Rows'
  | 'BytesRead'
  | 'BytesWritten'
  | 'UnitSeconds'

const BYTES: readonly MetricName[] = ['BytesRead', 'BytesWritten']

/** Whom something is counted for; of a message that cannot be read nobody. */
export interface MetricOwner {
  readonly app: string
  readonly study: string
}

/** Counts of one invocation, by app and study, written to the log in the embedded metric format when it ends. */
export interface HandlerMetrics {
  add(owner: MetricOwner | undefined, counts: Partial<Record<MetricName, number>>): void
  publish(): void
}

export function handlerMetrics(): HandlerMetrics {
  const metrics = new Metrics({
    namespace: 'bridge-downstream',
    serviceName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'bridge-downstream',
  })
  const pending: { readonly owner: MetricOwner | undefined; readonly counts: Partial<Record<MetricName, number>> }[] = []
  return {
    add: (owner, counts) => void pending.push({ owner, counts }),
    publish() {
      const groups = Map.groupBy(pending.splice(0), ({ owner }) => (owner ? `${owner.app}/${owner.study}` : ''))
      for (const group of groups.values()) {
        const [{ owner }] = group as [(typeof group)[number]]
        if (owner) metrics.addDimensions({ app: owner.app, study: owner.study })
        for (const [name, values] of valuesOf(group.map(({ counts }) => counts))) {
          for (const value of values) metrics.addMetric(name, unitOf(name), value)
        }
        metrics.publishStoredMetrics()
      }
    },
  }
}

function unitOf(name: MetricName): (typeof MetricUnit)[keyof typeof MetricUnit] {
  if (name === 'UnitSeconds') return MetricUnit.Seconds
  return BYTES.includes(name) ? MetricUnit.Bytes : MetricUnit.Count
}

/** Counts are added up; of times each is told, for percentiles. */
function valuesOf(all: readonly Partial<Record<MetricName, number>>[]): Map<MetricName, number[]> {
  const values = new Map<MetricName, number[]>()
  for (const [name, value] of all.flatMap((counts) => Object.entries(counts) as [MetricName, number][])) {
    const known = values.get(name) ?? []
    values.set(name, name === 'UnitSeconds' ? [...known, value] : [(known[0] ?? 0) + value])
  }
  return values
}
