import { localArn, ref, sub, type Resource, type Value } from './template.js'

interface Watched {
  readonly namespace: string
  readonly metric: string
  readonly dimension: string
  readonly value: Value
  readonly statistic: 'Maximum' | 'Sum'
  /** The alarm goes off above this. */
  readonly most: Value
  readonly minutes: number
}

const ALARM_TOPIC: Value = localArn('sns', 'bd-shared-${Environment}-alarms')

function alarm(name: string, says: string, watched: Watched): Resource {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: sub(name),
      AlarmDescription: says,
      Namespace: watched.namespace,
      MetricName: watched.metric,
      Dimensions: [{ Name: watched.dimension, Value: watched.value }],
      Statistic: watched.statistic,
      Period: watched.minutes * 60,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: watched.most,
      TreatMissingData: 'notBreaching',
      AlarmActions: [ALARM_TOPIC],
      OKActions: [ALARM_TOPIC],
    },
  }
}

/** Goes off as soon as a queue holds a message. */
export function fillAlarm(queue: string, name: string, says: string): Readonly<Record<string, Resource>> {
  const watched: Watched = {
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimension: 'QueueName',
    value: { 'Fn::GetAtt': [queue, 'QueueName'] },
    statistic: 'Maximum',
    most: 0,
    minutes: 5,
  }
  return { [`${queue}Filled`]: alarm(`${name}-filled`, says, watched) }
}

/** Goes off when the oldest message of a queue has waited for longer than the parameter `OldestMessageSeconds`. */
export function ageAlarm(queue: string, name: string): Readonly<Record<string, Resource>> {
  const watched: Watched = {
    namespace: 'AWS/SQS',
    metric: 'ApproximateAgeOfOldestMessage',
    dimension: 'QueueName',
    value: { 'Fn::GetAtt': [queue, 'QueueName'] },
    statistic: 'Maximum',
    most: ref('OldestMessageSeconds'),
    minutes: 5,
  }
  return {
    [`${queue}Late`]: alarm(`${name}-late`, 'Messages wait for too long: raise the concurrency, or see why the function fails.', watched),
  }
}

/** Go off when a function fails, or is not given enough room. */
export function functionAlarms(id: string, name: string): Readonly<Record<string, Resource>> {
  const watch = (metric: string, most: number): Watched => ({
    namespace: 'AWS/Lambda',
    metric,
    dimension: 'FunctionName',
    value: ref(id),
    statistic: 'Sum',
    most,
    minutes: 5,
  })
  return {
    [`${id}Errors`]: alarm(`${name}-errors`, 'The function failed as a whole: see its log.', watch('Errors', 0)),
    [`${id}Throttles`]: alarm(
      `${name}-throttles`,
      'Lambda holds calls back: raise the concurrency of the account, or lower ours.',
      watch('Throttles', 10),
    ),
  }
}

/** Goes off when an execution fails or is cut off. */
export function executionAlarm(id: string, name: string): Readonly<Record<string, Resource>> {
  const watch = (metric: string): Watched => ({
    namespace: 'AWS/States',
    metric,
    dimension: 'StateMachineArn',
    value: ref(id),
    statistic: 'Sum',
    most: 0,
    minutes: 5,
  })
  return {
    [`${id}Failed`]: alarm(`${name}-failed`, 'An execution failed: see its map runs, then start it again.', watch('ExecutionsFailed')),
    [`${id}TimedOut`]: alarm(
      `${name}-timed-out`,
      'An execution took too long: start it again, it goes on where it was.',
      watch('ExecutionsTimedOut'),
    ),
  }
}
