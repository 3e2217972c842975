import { SynapseError } from './synapse-error.js'

export const TOKEN_VARIABLE = 'SYNAPSE_AUTH_TOKEN'

export interface TokenOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Name of an SSM parameter that holds the token; else the environment's SYNAPSE_AUTH_TOKEN. */
  readonly ssmParameter?: string | undefined
  readonly region?: string | undefined
  /** URL of another server that speaks SSM's protocol. Default: Amazon's. */
  readonly ssmEndpoint?: string | undefined
}

/**
 * Where the personal access token comes from. It is read when it is first asked for, once; a failure is not kept.
 *
 * @returns a function that @throws SynapseError `no-token`. What SSM says is not passed on.
 */
export function openToken(options: TokenOptions): () => Promise<string> {
  let token: Promise<string> | undefined
  return () => {
    token ??= readToken(options).catch((error: unknown) => {
      token = undefined
      throw error
    })
    return token
  }
}

async function readToken(options: TokenOptions): Promise<string> {
  const token = options.ssmParameter === undefined ? options.env[TOKEN_VARIABLE] : await readParameter(options.ssmParameter, options)
  // A header takes no line break; who pastes a token often brings one along.
  const trimmed = token?.trim() ?? ''
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed
  throw new SynapseError('There is no token for Synapse, or it is none', {
    code: 'no-token',
    hint: `Set ${TOKEN_VARIABLE}, or name an SSM parameter (--ssm-parameter).`,
  })
}

async function readParameter(name: string, { region, ssmEndpoint }: TokenOptions): Promise<string | undefined> {
  const { GetParameterCommand, SSMClient } = await import('./ssm-sdk.js')
  const client = new SSMClient({
    ...(region === undefined ? {} : { region }),
    ...(ssmEndpoint === undefined ? {} : { endpoint: ssmEndpoint }),
  })
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }))
    return Parameter?.Value
  } catch (error) {
    const kind = error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : 'no answer'
    throw new SynapseError(`SSM did not give the parameter with the token: ${kind}`, {
      code: 'no-token',
      key: name,
      hint: 'The role needs ssm:GetParameter on it, and kms:Decrypt on its key.',
    })
  } finally {
    client.destroy()
  }
}
