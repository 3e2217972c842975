import type { CreateStackCommandInput, Stack as RemoteStack, StackEvent } from '@aws-sdk/client-cloudformation'
import { templateBody } from './check-stacks.js'
import { DeployError } from './deploy-error.js'
import { parameterList, type Stack } from './plan-stacks.js'

export type { RemoteStack, StackEvent }

/** What is asked of CloudFormation. Requests that fail for a fault that may pass are tried again by the client. */
export interface CloudFormation {
  /** The stack of this name or id, or undefined if there is none. */
  describe(name: string): Promise<RemoteStack | undefined>
  create(stack: Stack, token: string): Promise<void>
  /** @returns false if there is nothing to update. */
  update(stack: Stack, token: string): Promise<boolean>
  delete(nameOrId: string, token: string): Promise<void>
  /** Events of one operation, oldest first. */
  events(nameOrId: string, token: string): Promise<readonly StackEvent[]>
  /** All stacks of the account and region. */
  list(): AsyncIterable<RemoteStack>
}

/** Region, credentials and endpoint are those of the environment. The client is loaded only here, since it is large. */
export async function connectCloudFormation(signal: AbortSignal): Promise<CloudFormation> {
  const sdk = await import('@aws-sdk/client-cloudformation')
  const client = new sdk.CloudFormationClient({ maxAttempts: 5 })
  const options = { abortSignal: signal }
  return {
    async describe(name) {
      const describing = client.send(new sdk.DescribeStacksCommand({ StackName: name }), options)
      const answer = await orRefused(describing, name, 'does not exist')
      return answer?.Stacks?.[0]
    },

    async create(stack, token) {
      const input = { ...inputOf(stack, token), EnableTerminationProtection: stack.isProtected }
      await orRefused(client.send(new sdk.CreateStackCommand(input), options), stack.name)
    },

    async update(stack, token) {
      const updating = client.send(new sdk.UpdateStackCommand(inputOf(stack, token)), options)
      return (await orRefused(updating, stack.name, 'No updates are to be performed')) !== undefined
    },

    async delete(nameOrId, token) {
      const input = { StackName: nameOrId, ClientRequestToken: token }
      await orRefused(client.send(new sdk.DeleteStackCommand(input), options), nameOrId)
    },

    async events(nameOrId, token) {
      const events: StackEvent[] = []
      for await (const page of sdk.paginateDescribeStackEvents({ client }, { StackName: nameOrId }, options)) {
        const own = (page.StackEvents ?? []).filter(({ ClientRequestToken }) => ClientRequestToken === token)
        events.unshift(...own.toReversed())
        // The newest come first; what is older than this operation is of no interest.
        if (own.length === 0) break
      }
      return events
    },

    async *list() {
      for await (const page of sdk.paginateDescribeStacks({ client }, {}, options)) yield* page.Stacks ?? []
    },
  }
}

function inputOf(stack: Stack, token: string): CreateStackCommandInput {
  return {
    StackName: stack.name,
    TemplateBody: templateBody(stack),
    Parameters: parameterList(stack),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    ClientRequestToken: token,
  }
}

/**
 * The answer, or undefined where a refusal with this text is one.
 *
 * @throws DeployError `refused` with what CloudFormation says.
 */
async function orRefused<T>(request: Promise<T>, stack: string, expected?: string): Promise<T | undefined> {
  try {
    return await request
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (expected !== undefined && error.name === 'ValidationError' && error.message.includes(expected)) return undefined
    throw new DeployError(`CloudFormation refused a request of the stack ${stack}`, {
      code: 'refused',
      hint: `It says: ${error.name}: ${error.message}`,
      cause: error,
    })
  }
}
