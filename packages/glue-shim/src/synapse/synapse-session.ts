import { parseJson, type JsonValue } from '@bridge-downstream/core'
import { backOff } from '../backoff.js'
import { SynapseError } from './synapse-error.js'
import { isPassing, toSynapseError, toUnreachableError } from './synapse-fault.js'

export interface SynapseOptions {
  /** Default: Synapse itself. */
  readonly endpoint?: string | undefined
  /** Personal access token. Asked for when it is needed; see `openToken`. */
  readonly token: () => Promise<string>
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined
  readonly signal?: AbortSignal | undefined
  /** Tries of one request. Default 8. */
  readonly maxAttempts?: number | undefined
  /** Longest pause before the second try; it doubles with each further one. Default 500. */
  readonly retryDelayMs?: number | undefined
  /** For one try. Default 60,000. */
  readonly timeoutMs?: number | undefined
}

/** What an API class of the client is made with. */
export interface ApiConfiguration {
  readonly basePath: string
  readonly fetchApi: typeof fetch
  readonly accessToken: () => Promise<string>
}

/** What the client's methods whose names end in `Raw` give. */
export interface RawAnswer {
  readonly raw: Response
}

/** An answer: its status, and its body as JSON; undefined if it is empty. */
export interface SynapseAnswer {
  readonly status: number
  readonly body: JsonValue | undefined
}

export const SYNAPSE_ENDPOINT = 'https://repo-prod.prod.sagebase.org'

/** Requests to Synapse with one account: tried again where they failed for a passing reason, and told of without the token. */
export class SynapseSession {
  readonly signal: AbortSignal | undefined
  readonly configuration: ApiConfiguration
  readonly #options: SynapseOptions

  /** @throws SynapseError `synapse-refused` if the endpoint is no http URL, or holds credentials. */
  constructor(options: SynapseOptions) {
    const { endpoint = SYNAPSE_ENDPOINT, token, fetch: send = fetch, signal, timeoutMs = 60_000 } = options
    this.#options = options
    this.signal = signal
    this.configuration = {
      basePath: checkEndpoint(endpoint),
      accessToken: token,
      fetchApi: (input, init) => {
        const timer = AbortSignal.timeout(timeoutMs)
        return send(input, { ...init, signal: signal === undefined ? timer : AbortSignal.any([timer, signal]) })
      },
    }
  }

  /**
   * Ask Synapse.
   *
   * @param asked what is asked for, for errors, such as `STS credentials of syn123`.
   * @param isExpected statuses that are an answer though they are no success.
   * @throws SynapseError; the signal's reason.
   */
  async ask(asked: string, send: () => Promise<RawAnswer>, isExpected: (status: number) => boolean = () => false): Promise<SynapseAnswer> {
    const { maxAttempts = 8, retryDelayMs = 500 } = this.#options
    for (let attempt = 1; ; attempt++) {
      this.signal?.throwIfAborted()
      const outcome = await this.#try(send)
      if (!('status' in outcome)) {
        if (attempt >= maxAttempts) throw toUnreachableError(asked, outcome.failure, attempt)
      } else if (outcome.status < 300 || isExpected(outcome.status)) {
        return { status: outcome.status, body: readBody(asked, outcome.text) }
      } else if (!isPassing(outcome.status) || attempt >= maxAttempts) {
        throw toSynapseError(asked, outcome.status, outcome.text, await this.#options.token(), attempt)
      }
      await backOff(attempt, retryDelayMs, this.signal)
    }
  }

  async #try(send: () => Promise<RawAnswer>): Promise<{ readonly status: number; readonly text: string } | { readonly failure: unknown }> {
    const sent = await send().then(
      ({ raw }) => raw,
      (error: unknown) => {
        this.signal?.throwIfAborted()
        const answer = responseOf(error)
        if (answer) return answer
        // What the client names so was thrown by fetch: there was no answer. Anything else is a defect, or was decided on the way.
        if (error instanceof Error && error.name === 'FetchError') return error
        throw error
      },
    )
    if (sent instanceof Error) return { failure: sent }
    try {
      return { status: sent.status, text: await sent.text() }
    } catch (failure) {
      this.signal?.throwIfAborted()
      return { failure }
    }
  }
}

/** The client throws an answer that is no success, with the answer in it. */
function responseOf(error: unknown): Response | undefined {
  return error instanceof Error && 'response' in error && error.response instanceof Response ? error.response : undefined
}

function readBody(asked: string, text: string): JsonValue | undefined {
  if (text.trim() === '') return undefined
  try {
    return parseJson(text)
  } catch {
    throw new SynapseError(`Synapse gave ${asked} as something that is no JSON`, { code: 'synapse-answer', hint: 'Check the endpoint.' })
  }
}

function checkEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return endpoint.replace(/\/+$/, '')
  throw new SynapseError('The endpoint of Synapse is no plain http or https URL', {
    code: 'synapse-refused',
    hint: 'Leave it out for Synapse itself.',
  })
}
