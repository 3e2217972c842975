import type { Value } from './template.js'

/** Stands for the value of a parameter that is a number, until the definition is a text. */
const numberOf = (parameter: string): string => `number:\${${parameter}}`

/** A definition as the text of a template, in which `${Name}` stands for a parameter or a resource. */
export function definitionText(definition: Value): string {
  return JSON.stringify(definition).replaceAll(/"number:(\$\{\w+\})"/g, '$1')
}

/** Faults of Lambda and limits of its concurrency pass; what a function itself says twice is true. */
const RETRY: Value = [
  {
    ErrorEquals: ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'],
    IntervalSeconds: 2,
    MaxAttempts: 8,
    BackoffRate: 2,
    MaxDelaySeconds: 120,
    JitterStrategy: 'FULL',
  },
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 2, BackoffRate: 2, JitterStrategy: 'FULL' },
]

/** How often the items of a batch that failed are given again. */
const TRIES = 3
const PAUSE_SECONDS = 30

const call = (functionArn: string, payload: string): { readonly [name: string]: Value } => ({
  Type: 'Task',
  Resource: 'arn:${AWS::Partition}:states:::lambda:invoke',
  Arguments: { FunctionName: functionArn, Payload: payload },
  Output: '{% $states.result.Payload %}',
  Retry: RETRY,
})

/** Ask what there is to do. The input, `{app?, study?}`, says of what; the answer is `{bucket, key, count, failed}`. */
const listWork = (work: 'archives' | 'partitions', next: string): Value => ({
  ...call('${ListWork.Arn}', `{% $merge([$states.input, {'work': '${work}', 'runId': $states.context.Execution.Name}]) %}`),
  Assign: { scope: '{% $states.input %}', unlisted: '{% [$states.result.Payload.failed] %}' },
  Next: next,
})

const isAny = (then: string, otherwise: string): Value => ({
  Type: 'Choice',
  Choices: [{ Condition: '{% $states.input.count > 0 %}', Next: then }],
  Default: otherwise,
})

interface Each {
  readonly label: string
  readonly functionArn: string
  /** Parameter of how many items a call is given. */
  readonly batchSize: string
  /** Parameter of how many calls there are at a time. */
  readonly concurrency: string
  readonly next: string
}

/** One call for each batch of the items of a list in S3. */
const forEach = ({ label, functionArn, batchSize, concurrency, next }: Each): Value => ({
  Type: 'Map',
  Label: label,
  ItemReader: {
    Resource: 'arn:${AWS::Partition}:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Arguments: { Bucket: '{% $states.input.bucket %}', Key: '{% $states.input.key %}' },
  },
  ItemBatcher: { MaxItemsPerBatch: numberOf(batchSize) },
  MaxConcurrency: numberOf(concurrency),
  ToleratedFailurePercentage: numberOf('ToleratedFailurePercentage'),
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Begin',
    States: {
      Begin: { Type: 'Pass', Assign: { items: '{% [$states.input.Items] %}', tries: 0 }, Next: 'Batch' },
      Batch: {
        ...call(functionArn, "{% {'Items': $items} %}"),
        Assign: { items: '{% [$states.result.Payload.failed] %}', tries: '{% $tries + 1 %}' },
        Next: 'AnyFailed',
      },
      // A function answers with the items that failed; the others are done.
      AnyFailed: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $count($items) = 0 %}', Next: 'BatchDone' },
          { Condition: `{% $tries < ${TRIES} %}`, Next: 'Pause' },
        ],
        Default: 'BatchFailed',
      },
      Pause: { Type: 'Wait', Seconds: `{% ${PAUSE_SECONDS} * $tries %}`, Next: 'Batch' },
      BatchDone: { Type: 'Succeed' },
      BatchFailed: {
        Type: 'Fail',
        Error: 'ItemsFailed',
        Cause: '{% $string($count($items)) & " items: " & $join($distinct($items.code), ", ") %}',
      },
    },
  },
  // Without it the results of all batches together would have to fit in 256 KiB.
  ResultWriter: {
    Resource: 'arn:${AWS::Partition}:states:::s3:putObject',
    // An app's id begins with a letter or a digit, so that no study's results lie here.
    Arguments: { Bucket: '${DestinationBucketName}', Prefix: '${DestinationPrefix}${Namespace}/_runs/results' },
  },
  Next: next,
})

/** The studies of a variable, and what each of them failed with. */
const causeOf = (variable: string): string => `{% $join($${variable}.(app & "/" & study & ": " & code), ", ") %}`

/** What could be listed is done; a study that could not makes the execution a failed one, so that someone looks. */
const ENDS: { readonly [name: string]: Value } = {
  AnyUnlisted: {
    Type: 'Choice',
    Choices: [{ Condition: '{% $count($unlisted) = 0 %}', Next: 'Done' }],
    Default: 'Unlisted',
  },
  Done: { Type: 'Succeed' },
  Unlisted: {
    Type: 'Fail',
    Error: 'StudiesNotListed',
    Cause: causeOf('unlisted'),
  },
}

/** All uploads of an app or a study, or of all, through the pipeline; then what is stale is rebuilt. */
export const backfillDefinition: { readonly [name: string]: Value } = {
  Comment: 'Unpack all archives that are not yet unpacked, then rebuild what is stale. Input: {"app"?, "study"?}',
  QueryLanguage: 'JSONata',
  StartAt: 'ListArchives',
  States: {
    ListArchives: listWork('archives', 'AnyArchives'),
    AnyArchives: isAny('UnpackArchives', 'Rebuild'),
    UnpackArchives: forEach({
      label: 'UnpackArchives',
      functionArn: '${OnNotification.Arn}',
      batchSize: 'BackfillBatchSize',
      concurrency: 'BackfillConcurrency',
      next: 'Rebuild',
    }),
    Rebuild: {
      Type: 'Task',
      Resource: 'arn:${AWS::Partition}:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: '${Rebuild}', Input: '{% $scope %}' },
      Output: '{% $states.result.Output %}',
      Next: 'AnyUnlisted',
    },
    ...ENDS,
  },
}

/** Every stale (dataset, partition) is rebuilt, then the Glue catalog follows. */
export const rebuildDefinition: { readonly [name: string]: Value } = {
  Comment: 'Rebuild all partitions that are stale, then bring the catalog up to date. Input: {"app"?, "study"?}',
  QueryLanguage: 'JSONata',
  StartAt: 'ListPartitions',
  States: {
    ListPartitions: listWork('partitions', 'AnyPartitions'),
    AnyPartitions: isAny('RebuildPartitions', 'UpdateCatalog'),
    RebuildPartitions: forEach({
      label: 'RebuildPartitions',
      functionArn: '${RebuildPartition.Arn}',
      batchSize: 'RebuildBatchSize',
      concurrency: 'BackfillConcurrency',
      next: 'UpdateCatalog',
    }),
    UpdateCatalog: {
      ...call('${UpdateCatalog.Arn}', '{% $scope %}'),
      Assign: { unregistered: '{% [$states.result.Payload.failed] %}' },
      Next: 'AnyUnregistered',
    },
    AnyUnregistered: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $count($unregistered) = 0 %}', Next: 'AnyUnlisted' }],
      Default: 'Unregistered',
    },
    Unregistered: { Type: 'Fail', Error: 'StudiesNotRegistered', Cause: causeOf('unregistered') },
    ...ENDS,
  },
}
