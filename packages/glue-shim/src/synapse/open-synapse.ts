import type { S3Credentials } from '@bridge-downstream/s3-adapter'
import { queryFileView, type FileViewQuery, type ViewRow } from './query-file-view.js'
import { StsCredentials, type StsGrant, type StsPermission } from './sts-credentials.js'
import { SynapseSession, type SynapseOptions } from './synapse-session.js'

export interface OpenSynapseOptions extends SynapseOptions {
  /** How long before their end credentials are asked for again. Default five minutes. */
  readonly refreshBeforeMs?: number | undefined
}

/** Synapse, as a pipeline needs it. */
export interface Synapse {
  /** Place and credentials of a folder whose storage has STS: asked for once, and again before they end. */
  stsCredentials(folderId: string, permission: StsPermission): Promise<StsGrant>
  /** The same for the option `credentials` of `openStore`. */
  credentialsProvider(folderId: string, permission: StsPermission): () => Promise<S3Credentials>
  /** Rows of a file view, in pages. */
  queryFileView(query: FileViewQuery): AsyncIterable<ViewRow>
}

/** Open Synapse. Nothing is asked, the token included, before it is needed. */
export function openSynapse(options: OpenSynapseOptions): Synapse {
  const session = new SynapseSession(options)
  const sts = new StsCredentials(session, options)
  return {
    stsCredentials: (folderId, permission) => sts.grant(folderId, permission),
    credentialsProvider: (folderId, permission) => sts.provider(folderId, permission),
    queryFileView: (query) => queryFileView(session, query),
  }
}
