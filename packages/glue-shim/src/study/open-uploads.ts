import type { Store } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import type { Config, StudyPlace } from '../config/config.js'
import { StsCredentials } from '../synapse/sts-credentials.js'
import { SynapseSession } from '../synapse/synapse-session.js'
import { openToken } from '../synapse/synapse-token.js'

/** Where Synapse is, and where its token lies. */
export type SynapsePlace = Pick<Config, 'synapseEndpoint' | 'synapseTokenParameter'>

/** Opens the store of a study's uploads, at one of its `uploads`. */
export type OpenUploads = (study: Pick<StudyPlace, 'synapseFolder'>, url: string, synapse: SynapsePlace) => Store

/**
 * Open uploads with the STS credentials of the study's Synapse folder, where it has one, and else with those of the process. Credentials are
 * shared by all stores that are opened so: they are asked for once for each folder, when something is first read, and again before they end.
 *
 * @param env holds the token where no SSM parameter does.
 */
export function uploadsOpener(env: Readonly<Record<string, string | undefined>>): OpenUploads {
  const opened = new Map<string, StsCredentials>()
  const stsAt = ({ synapseEndpoint: endpoint, synapseTokenParameter: ssmParameter }: SynapsePlace): StsCredentials => {
    const name = JSON.stringify([endpoint, ssmParameter])
    const sts = opened.get(name) ?? new StsCredentials(new SynapseSession({ endpoint, token: openToken({ env, ssmParameter }) }))
    opened.set(name, sts)
    return sts
  }
  return ({ synapseFolder }, url, place) =>
    synapseFolder === undefined ? openStore(url) : openStore(url, { credentials: stsAt(place).provider(synapseFolder, 'read_only') })
}
