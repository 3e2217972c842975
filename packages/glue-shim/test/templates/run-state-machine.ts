import jsonata from 'jsonata'

interface State {
  readonly Type: string
  readonly Next?: string
  readonly End?: boolean
  readonly Arguments?: {
    readonly FunctionName?: string
    readonly StateMachineArn?: string
    readonly Payload?: unknown
    readonly Input?: unknown
  }
  readonly Assign?: unknown
  readonly Output?: unknown
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[]
  readonly Default?: string
  readonly Seconds?: unknown
  readonly Error?: string
  readonly Cause?: unknown
  readonly ItemReader?: { readonly Arguments: unknown }
  readonly ItemBatcher?: { readonly MaxItemsPerBatch: unknown }
  readonly ToleratedFailurePercentage?: unknown
  readonly ItemProcessor?: Machine
}

export interface Machine {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

/** What an execution reaches outside of itself. */
export interface World {
  readonly callFunction: (name: string, payload: unknown) => unknown
  readonly startMachine: (name: string, input: unknown) => Promise<unknown>
  readonly readObject: (place: unknown) => readonly unknown[]
}

export class ExecutionFailed extends Error {
  readonly reason: string

  constructor(reason: string, cause: string) {
    super(cause)
    this.reason = reason
  }
}

const EXECUTION = { Execution: { Name: 'run-1' } }

/**
 * Run a machine as Step Functions would, its expressions by the same JSONata. Knows only what the templates use: no retries, and pauses take
 * no time.
 */
export async function runMachine({ StartAt, States }: Machine, input: unknown, world: World): Promise<unknown> {
  const variables = new Map<string, unknown>()
  let current = input
  for (let name = StartAt; ;) {
    const state = States[name]
    if (state === undefined) throw new Error(`There is no state ${name}`)
    const entered = current
    const evaluate = (value: unknown, result?: unknown): Promise<unknown> =>
      evaluateAll(value, { ...Object.fromEntries(variables), states: { input: entered, result, context: EXECUTION } })
    if (state.Type === 'Succeed') return current
    if (state.Type === 'Fail') throw new ExecutionFailed(state.Error ?? '', String(await evaluate(state.Cause)))
    const result = await act(state, world, evaluate)
    // All of them are of what was there before.
    const assigned = (await evaluate(state.Assign ?? {}, result)) as Record<string, unknown>
    if (state.Type !== 'Choice' && state.Type !== 'Wait')
      current = state.Output === undefined ? (result ?? entered) : await evaluate(state.Output, result)
    for (const [variable, value] of Object.entries(assigned)) variables.set(variable, value)
    if (state.End) return current
    name = state.Type === 'Choice' ? await choose(state, evaluate) : state.Next!
  }
}

type Evaluate = (value: unknown, result?: unknown) => Promise<unknown>

async function act(state: State, world: World, evaluate: Evaluate): Promise<unknown> {
  if (state.Type === 'Map') return runMap(state, world, evaluate)
  if (state.Type === 'Wait' && typeof (await evaluate(state.Seconds)) !== 'number') throw new Error('A pause has no length')
  if (state.Type !== 'Task') return undefined
  const { FunctionName, StateMachineArn, Payload, Input } = (await evaluate(state.Arguments)) as NonNullable<State['Arguments']>
  if (FunctionName !== undefined) return { Payload: world.callFunction(FunctionName, Payload) }
  return { Output: await world.startMachine(StateMachineArn!, Input) }
}

async function choose({ Choices = [], Default = '' }: State, evaluate: Evaluate): Promise<string> {
  for (const { Condition, Next } of Choices) {
    const holds = await evaluate(Condition)
    if (typeof holds !== 'boolean') throw new Error(`${Condition} is neither true nor false`)
    if (holds) return Next
  }
  return Default
}

async function runMap(state: State, world: World, evaluate: Evaluate): Promise<unknown> {
  const items = world.readObject(await evaluate(state.ItemReader!.Arguments))
  const size = (await evaluate(state.ItemBatcher!.MaxItemsPerBatch)) as number
  const tolerated = (await evaluate(state.ToleratedFailurePercentage)) as number
  const batches = Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
  let failed = 0
  for (const Items of batches) {
    await runMachine(state.ItemProcessor!, { Items }, world).catch((error: unknown) => {
      if (!(error instanceof ExecutionFailed)) throw error
      failed++
    })
  }
  if ((100 * failed) / batches.length > tolerated) throw new ExecutionFailed('States.ExceedToleratedFailureThreshold', `${failed} batches`)
  return {}
}

async function evaluateAll(value: unknown, bindings: Record<string, unknown>): Promise<unknown> {
  if (typeof value === 'string') {
    const [, expression] = /^\{%(.*)%\}$/s.exec(value) ?? []
    if (expression === undefined) return value
    // Through JSON, as between services: JSONata marks its arrays.
    const result: unknown = await jsonata(expression).evaluate({}, bindings)
    return result === undefined ? undefined : (JSON.parse(JSON.stringify(result)) as unknown)
  }
  if (Array.isArray(value)) return Promise.all(value.map((element) => evaluateAll(element, bindings)))
  if (typeof value !== 'object' || value === null) return value
  const entries = await Promise.all(Object.entries(value).map(async ([key, inner]) => [key, await evaluateAll(inner, bindings)] as const))
  return Object.fromEntries(entries)
}
