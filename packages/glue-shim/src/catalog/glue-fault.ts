import { CatalogError } from './catalog-error.js'

/** What is known of a request to Glue that failed, without what a server or a provider of credentials may have put into the error. */
export interface GlueFault {
  /** As Glue or the network calls it, such as `ThrottlingException`. */
  readonly name: string
  readonly status: number | undefined
  readonly requestId: string | undefined
  /** Whether the same request may go well later. */
  readonly isPassing: boolean
}

const PASSING = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'InternalServiceException',
  'OperationTimeoutException',
  'ResourceNotReadyException',
  'ServiceUnavailable',
  'TimeoutError',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
])
const DENIED = new Set(['AccessDeniedException', 'UnrecognizedClientException', 'ExpiredTokenException', 'InvalidSignatureException'])
const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError'])

/** Say what an error of the SDK or of the network means. */
export function describeGlueFault(error: unknown): GlueFault {
  const metadata = objectAt(error, '$metadata')
  const status = valueAt(metadata, 'httpStatusCode')
  const requestId = textAt(metadata, 'requestId')
  const name = textAt(error, 'code') ?? textAt(error, 'name') ?? 'Error'
  const isPassing = PASSING.has(name) || (typeof status === 'number' && (status >= 500 || status === 429))
  return { name, status: typeof status === 'number' ? status : undefined, requestId, isPassing }
}

export function toCatalogError(operation: string, fault: GlueFault, attempts: number, table: string | undefined): CatalogError {
  const { name, status, requestId, isPassing } = fault
  const details = [status === undefined ? undefined : `status ${status}`, requestId && `request ${requestId}`].filter((part) => part)
  const tried = attempts > 1 ? `; tried ${attempts} times` : ''
  const isDenied = DENIED.has(name) || NO_CREDENTIALS.has(name)
  return new CatalogError(`Glue did not do ${operation}: ${name}${details.length > 0 ? ` (${details.join(', ')})` : ''}${tried}`, {
    code: isDenied ? 'catalog-denied' : 'catalog-unavailable',
    table,
    retryable: isPassing,
    hint: NO_CREDENTIALS.has(name)
      ? 'Give credentials by the environment, a profile or a role.'
      : isDenied
        ? `The role needs glue:${operation} on the catalogue, the database and its tables.`
        : isPassing
          ? 'Run again: what is done stays done.'
          : undefined,
  })
}

function objectAt(value: unknown, name: string): unknown {
  return valueAt(value, name)
}

function valueAt(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Partial<Record<string, unknown>>)[name] : undefined
}

/** A server can put anything into a name; only what looks like one is shown. */
function textAt(value: unknown, name: string): string | undefined {
  const text = valueAt(value, name)
  return typeof text === 'string' && /^[\w.-]{1,80}$/.test(text) ? text : undefined
}
