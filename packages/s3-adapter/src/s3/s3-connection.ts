import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
import { BridgeDownstreamError, OptionError } from '@bridge-downstream/core/store'
import type { S3Access, S3Credentials } from './s3-options.js'
import type * as S3Sdk from './s3-sdk.js'

type Sdk = typeof S3Sdk

/** A client, and the commands that it understands. */
export interface S3Connection {
  readonly client: S3Client
  readonly sdk: Sdk
}

/** Thrown by a client whose credentials cannot be had. Says nothing of them. */
export class CredentialsFailure extends Error {
  override readonly name = 'CredentialsFailure'
  /** What the provider says, if its error is one of ours: these hold no secrets. */
  readonly known: BridgeDownstreamError | undefined

  constructor(error: unknown) {
    // What another provider says may hold a token, so only the kind of its error is kept.
    super(error instanceof Error ? error.name : 'no error')
    this.known = error instanceof BridgeDownstreamError ? error : undefined
  }
}

/** Opens a connection when it is first needed, and a new one when credentials have ended before their time. */
export class S3Connector {
  readonly #access: S3Access
  #connection: Promise<S3Connection> | undefined

  /** @throws OptionError `bad-endpoint` if the endpoint is no http URL, or holds credentials. */
  constructor(access: S3Access) {
    const endpoint = access.endpoint ?? process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL']
    checkEndpoint(endpoint)
    this.#access = { ...access, endpoint }
  }

  connect(): Promise<S3Connection> {
    this.#connection ??= openConnection(this.#access)
    return this.#connection
  }

  /** Whether asking for credentials again may give others. */
  get canRenew(): boolean {
    return typeof this.#access.credentials !== 'object'
  }

  /** Have credentials asked for again. The SDK keeps them in its client, hence a new one; what runs on the old one is left to end. */
  async renew(expired: S3Connection): Promise<void> {
    if ((await this.#connection) === expired) this.#connection = openConnection(this.#access)
  }
}

/** The SDK is loaded here and nowhere else, so that a program which opens folders only never pays for it. */
async function openConnection(access: S3Access): Promise<S3Connection> {
  const sdk = await import('./s3-sdk.js')
  const {
    endpoint,
    forcePathStyle = endpoint !== undefined,
    region = endpoint === undefined ? undefined : 'us-east-1',
    credentials,
  } = access
  const config: S3ClientConfig = {
    ...(endpoint === undefined ? { followRegionRedirects: true } : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined
      ? {}
      : { credentials: typeof credentials === 'function' ? guardProvider(credentials) : toIdentity(credentials) }),
    forcePathStyle,
    // Tries are made, counted and bounded by the store, which knows more about what may be repeated.
    maxAttempts: 1,
    // The store computes checksums itself: of the whole object, and of what is read across broken connections.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // The store bounds requests; a bound on sockets would let bodies that nobody reads block them.
    requestHandler: { httpAgent: { maxSockets: Infinity, keepAlive: true }, httpsAgent: { maxSockets: Infinity, keepAlive: true } },
  }
  const client = new sdk.S3Client(config)
  askForChecksums(client)
  return { client, sdk }
}

/** The SDK would check what it is asked to ask for, which fails where a body is read in two pieces. */
function askForChecksums(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args
      if (isGet(request)) request.headers['x-amz-checksum-mode'] = 'ENABLED'
      return next(args)
    },
    { step: 'build', name: 'askForChecksums' },
  )
}

function isGet(request: unknown): request is { headers: Record<string, string> } {
  if (typeof request !== 'object' || request === null || !('method' in request) || !('headers' in request)) return false
  return request.method === 'GET' && typeof request.headers === 'object' && request.headers !== null && !('range' in request.headers)
}

type Identity = Extract<NonNullable<S3ClientConfig['credentials']>, { readonly accessKeyId: string }>

function guardProvider(provider: () => Promise<S3Credentials>): () => Promise<Identity> {
  return async () => {
    try {
      return toIdentity(await provider())
    } catch (error) {
      throw new CredentialsFailure(error)
    }
  }
}

function toIdentity({ accessKeyId, secretAccessKey, sessionToken, expiration }: S3Credentials): Identity {
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiration === undefined ? {} : { expiration }),
  }
}

function checkEndpoint(endpoint: string | undefined): void {
  if (endpoint === undefined) return
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new OptionError('The endpoint of the S3 store is no plain http or https URL', {
      code: 'bad-endpoint',
      hint: 'Write https://host:port; credentials belong into their own option or the environment.',
    })
  }
}
