import { BridgeDownstreamError, type ErrorDetails } from '@bridge-downstream/core'

/**
 * Synapse did not do what it was asked.
 *
 * Codes: `synapse-unauthorized`, `synapse-forbidden`, `synapse-not-found`, `synapse-locked`, `synapse-throttled`, `synapse-refused` (any other
 * 4xx), `synapse-unavailable` (5xx, or no answer), `synapse-answer` (an answer that is not as documented), `synapse-timeout`, `no-token`.
 */
export class SynapseError extends BridgeDownstreamError {
  override readonly name = 'SynapseError'
  /** HTTP status; undefined if there was no answer. */
  readonly status: number | undefined
  /** Whether the same call may succeed when it is made again. */
  readonly retryable: boolean

  constructor(what: string, details: ErrorDetails & { readonly status?: number | undefined; readonly retryable?: boolean }) {
    const { status, retryable = false, ...rest } = details
    super(what, rest)
    this.status = status
    this.retryable = retryable
  }
}
