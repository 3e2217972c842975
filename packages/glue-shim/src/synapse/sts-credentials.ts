import type { JsonObject } from '@bridge-downstream/core'
import type { S3Credentials } from '@bridge-downstream/s3-adapter'
import { badAnswer, readFields, readText } from './answer-fields.js'
import { makeApi } from './make-api.js'
import type { RawAnswer, SynapseSession } from './synapse-session.js'

export type StsPermission = 'read_only' | 'read_write'

/** A folder's place in S3, with credentials that end. */
export interface StsGrant {
  readonly bucket: string
  /** Prefix of the folder's keys, without a final `/`; empty where the folder is the whole bucket. */
  readonly baseKey: string
  readonly credentials: S3Credentials & { readonly expiration: Date }
}

interface EntityApi {
  getRepoV1EntityIdStsRaw(parameters: { readonly id: string; readonly permission: StsPermission }): Promise<RawAnswer>
}

const DEFAULT_REFRESH_MS = 5 * 60_000

/**
 * STS credentials of Synapse folders: asked for once for each folder and permission, however many callers there are, and again when few
 * minutes are left of them. A failure is not kept.
 */
export class StsCredentials {
  readonly #session: SynapseSession
  readonly #refreshBeforeMs: number
  readonly #now: () => number
  readonly #grants = new Map<string, KeptGrant>()

  constructor(
    session: SynapseSession,
    options: {
      /** How long before their end credentials are asked for again. Default five minutes. */
      readonly refreshBeforeMs?: number | undefined
      /** Milliseconds since the Unix epoch. Default: the clock. */
      readonly now?: (() => number) | undefined
    } = {},
  ) {
    this.#session = session
    this.#refreshBeforeMs = options.refreshBeforeMs ?? DEFAULT_REFRESH_MS
    this.#now = options.now ?? Date.now
  }

  /** @throws SynapseError */
  async grant(folderId: string, permission: StsPermission): Promise<StsGrant> {
    const key = `${permission} ${folderId}`
    const kept = this.#grants.get(key)
    if (kept && (kept.expiresMs === undefined || kept.expiresMs - this.#now() > this.#refreshBeforeMs)) return kept.grant
    const fresh: KeptGrant = { grant: requestGrant(this.#session, folderId, permission), expiresMs: undefined }
    this.#grants.set(key, fresh)
    try {
      const grant = await fresh.grant
      fresh.expiresMs = grant.credentials.expiration.getTime()
      return grant
    } catch (error) {
      if (this.#grants.get(key) === fresh) this.#grants.delete(key)
      throw error
    }
  }

  /**
   * For the option `credentials` of a store: gives what is valid now. A store that asks again though what it was given has not ended was told
   * by S3 that it has, and is given others.
   */
  provider(folderId: string, permission: StsPermission): () => Promise<S3Credentials> {
    let given: StsGrant | undefined
    return async () => {
      let grant = await this.grant(folderId, permission)
      if (grant === given) {
        await this.#forget(folderId, permission, grant)
        grant = await this.grant(folderId, permission)
      }
      given = grant
      return grant.credentials
    }
  }

  /** Unless somebody else has already asked for others. */
  async #forget(folderId: string, permission: StsPermission, grant: StsGrant): Promise<void> {
    const key = `${permission} ${folderId}`
    const kept = this.#grants.get(key)
    if ((await kept?.grant) === grant && this.#grants.get(key) === kept) this.#grants.delete(key)
  }
}

interface KeptGrant {
  readonly grant: Promise<StsGrant>
  /** Undefined while it is being asked for. */
  expiresMs: number | undefined
}

async function requestGrant(session: SynapseSession, id: string, permission: StsPermission): Promise<StsGrant> {
  const asked = `STS credentials of ${id}`
  const api = await openEntityApi(session)
  const { body } = await session.ask(asked, () => api.getRepoV1EntityIdStsRaw({ id, permission }))
  const fields = readFields(asked, body)
  const expiration = new Date(readText(asked, fields, 'expiration'))
  if (Number.isNaN(expiration.getTime())) throw badAnswer(asked)
  return {
    bucket: readText(asked, fields, 'bucket'),
    baseKey: optionalText(asked, fields, 'baseKey').replace(/\/+$/, ''),
    credentials: {
      accessKeyId: readText(asked, fields, 'accessKeyId'),
      secretAccessKey: readText(asked, fields, 'secretAccessKey'),
      sessionToken: readText(asked, fields, 'sessionToken'),
      expiration,
    },
  }
}

function optionalText(asked: string, fields: JsonObject, name: string): string {
  return Object.hasOwn(fields, name) && fields[name] !== null ? readText(asked, fields, name) : ''
}

/** One API class is loaded here: the whole client is twice as large as all else that a Lambda function has. */
async function openEntityApi(session: SynapseSession): Promise<EntityApi> {
  const { EntityServicesApi } = await import('@sage-bionetworks/synapse-client/generated/apis/EntityServicesApi')
  return makeApi(EntityServicesApi, session)
}
