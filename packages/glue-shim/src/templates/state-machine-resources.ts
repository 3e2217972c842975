import { executionAlarm } from './alarms.js'
import { allow, policyDocument, RUN_RESULTS, trust } from './policies.js'
import { backfillDefinition, definitionText, rebuildDefinition } from './state-machines.js'
import { arnOf, localArn, ref, sub, type Resource, type Value } from './template.js'

const BACKFILL = '${VersionPrefix}_backfill'
const REBUILD = '${VersionPrefix}_rebuild'

/** A distributed map runs each batch as an execution of its own machine. */
function runsItself(name: string): readonly Value[] {
  return [
    allow(['states:StartExecution'], localArn('states', `stateMachine:${name}`)),
    allow(
      ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
      [localArn('states', `execution:${name}:*`), localArn('states', `execution:${name}/*`)],
    ),
  ]
}

/** Runs another machine and waits for it, which Step Functions does by a rule of its own. */
function runsAndWaitsFor(name: string): readonly Value[] {
  return [
    allow(['states:StartExecution'], localArn('states', `stateMachine:${name}`)),
    allow(['states:DescribeExecution', 'states:StopExecution'], localArn('states', `execution:${name}:*`)),
    allow(
      ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      localArn('events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule'),
    ),
  ]
}

function machine(id: string, name: string, definition: Value): Resource {
  return {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: sub(name),
      StateMachineType: 'STANDARD',
      RoleArn: arnOf(`${id}Role`),
      DefinitionString: sub(definitionText(definition)),
    },
  }
}

function role(name: string, service: string, statements: readonly Value[], reasons?: { readonly [name: string]: Value }): Resource {
  return {
    Type: 'AWS::IAM::Role',
    ...(reasons === undefined ? {} : { Metadata: reasons }),
    Properties: {
      RoleName: sub(name),
      AssumeRolePolicyDocument: trust(service),
      Policies: [{ PolicyName: 'own', PolicyDocument: policyDocument(...statements) }],
    },
  }
}

const REASONS: { readonly [name: string]: Value } = {
  Wait: 'The rule is Step Functions’ own, one for the whole account, and is how an execution learns that another has ended.',
}

/** Backfill and rebuild, each over any number of items, and the schedule of rebuilds. */
export const stateMachineResources: Readonly<Record<string, Resource>> = {
  BackfillRole: role(
    BACKFILL,
    'states.amazonaws.com',
    [
      allow(['lambda:InvokeFunction'], [arnOf('ListWork'), arnOf('OnNotification')]),
      ...RUN_RESULTS,
      ...runsItself(BACKFILL),
      ...runsAndWaitsFor(REBUILD),
    ],
    REASONS,
  ),
  Backfill: machine('Backfill', BACKFILL, backfillDefinition),
  ...executionAlarm('Backfill', BACKFILL),
  RebuildRole: role(REBUILD, 'states.amazonaws.com', [
    allow(['lambda:InvokeFunction'], [arnOf('ListWork'), arnOf('RebuildPartition'), arnOf('UpdateCatalog')]),
    ...RUN_RESULTS,
    ...runsItself(REBUILD),
  ]),
  Rebuild: machine('Rebuild', REBUILD, rebuildDefinition),
  ...executionAlarm('Rebuild', REBUILD),
  ScheduleRole: role('${VersionPrefix}_schedule', 'scheduler.amazonaws.com', [allow(['states:StartExecution'], ref('Rebuild'))]),
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: sub('${VersionPrefix}_rebuild'),
      Description: 'Rebuilds what is stale and brings the catalog up to date',
      ScheduleExpression: ref('RebuildSchedule'),
      State: ref('RebuildScheduleState'),
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      Target: { Arn: ref('Rebuild'), RoleArn: arnOf('ScheduleRole'), Input: '{}', RetryPolicy: { MaximumRetryAttempts: 3 } },
    },
  },
}
