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
        for (const { counts } of group) {
          for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, unitOf(name as MetricName), value)
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
