import { BridgeDownstreamError, type ErrorDetails } from '@bridge-downstream/core'

/**
 * A catalogue that did not do what it was asked, or must not be changed so.
 *
 * Codes: `not-ours` (a table that somebody else made), `catalog-conflict` (a change that no reader of the table would survive),
 * `name-collision`, `beyond-glue` (a limit of Glue), `not-projectable`, `catalog-denied`, `catalog-unavailable`, `catalog-contended`.
 */
export class CatalogError extends BridgeDownstreamError {
  override readonly name = 'CatalogError'
  /** Whether the same call may succeed when it is made again. */
  readonly retryable: boolean

  constructor(what: string, details: ErrorDetails & { readonly retryable?: boolean }) {
    const { retryable = false, ...rest } = details
    super(what, rest)
    this.retryable = retryable
  }
}
