import type { Command } from 'commander'
import { SynapseSession } from '../synapse/synapse-session.js'
import { openToken } from '../synapse/synapse-token.js'
import type { CommandIo } from './command-io.js'

/** Options of commands that ask Synapse. */
export interface SynapseFlags {
  readonly ssmParameter?: string
  readonly synapseEndpoint?: string
  readonly region?: string
}

export function addSynapseOptions(command: Command): Command {
  return command
    .option('--ssm-parameter <name>', 'SSM parameter that holds the Synapse token; else the environment: SYNAPSE_AUTH_TOKEN')
    .option('--synapse-endpoint <url>', 'another server that speaks the protocol of Synapse')
    .option('--region <name>', 'AWS region; else that of the environment')
}

export function openSession({ ssmParameter, synapseEndpoint, region }: SynapseFlags, io: CommandIo, signal: AbortSignal): SynapseSession {
  return new SynapseSession({ endpoint: synapseEndpoint, token: openToken({ env: io.env, ssmParameter, region }), signal })
}
