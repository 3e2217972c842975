import type { BridgeDownstreamError } from '@bridge-downstream/core/store'
import { CredentialsFailure } from './s3-connection.js'

/** What is known of a try that failed, without anything that a server, a provider or a URL may have put into an error. */
export interface S3Fault {
  /** As S3 or the network calls it, such as `SlowDown` or `ECONNRESET`. */
  readonly name: string
  readonly status: number | undefined
  /** Which support asks for. */
  readonly requestId: string | undefined
  /** `renew`: the credentials have ended; others may do. */
  readonly remedy: 'retry' | 'renew' | 'none'
  /** Whether S3 may have done what it was asked. */
  readonly mayBeDone: boolean
  /** Why there are no credentials, as far as it may be told. */
  readonly noCredentials?: BridgeDownstreamError | undefined
}

/** The request was turned away before S3 did anything. */
const TURNED_AWAY = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'IncompleteBody',
  // The bytes came with another checksum than they left with: something on the way has damaged them.
  'BadDigest',
  'InvalidDigest',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHA256Mismatch',
  // Another conditional write of this key was under way.
  'ConditionalRequestConflict',
  'OperationAborted',
])
const ENDED_CREDENTIALS = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'])

/** No connection, so no request. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'])
const CUT_OFF = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
  'EPROTO',
  'EMFILE',
  'UND_ERR_SOCKET',
])

/** The store's own names for what it sees itself. */
export const TIMED_OUT = 'TimedOut'
export const CUT_SHORT = 'BodyCutShort'
export const DAMAGED = 'ChecksumMismatch'

/** A fault that the store has found in an answer, or in the lack of one. */
export class SeenFault extends Error {
  override readonly name: string

  constructor(name: string) {
    super(name)
    this.name = name
  }
}

/** Say what an error of the SDK, of the network or of the store's own reading means for the request. */
export function describeFault(error: unknown): S3Fault {
  const status = numberAt(metadataOf(error), 'httpStatusCode')
  const requestId = plain(textAt(metadataOf(error), 'requestId'))
  if (error instanceof SeenFault) return { name: error.name, status, requestId, remedy: 'retry', mayBeDone: true }
  if (error instanceof CredentialsFailure) {
    const { name, known: noCredentials } = error
    return { name, status: undefined, requestId: undefined, remedy: 'none', mayBeDone: false, noCredentials }
  }
  const name = plain(textAt(error, 'name')) ?? 'Error'
  // The SDK gives a status also to what broke while it read the answer.
  if (status === undefined || textAt(error, '$fault') === undefined) return describeBrokenOff(error, name, status)
  if (ENDED_CREDENTIALS.has(name) || isMuteBadRequest(error, status)) return { name, status, requestId, remedy: 'renew', mayBeDone: false }
  if (TURNED_AWAY.has(name) || status === 503 || status === 429) return { name, status, requestId, remedy: 'retry', mayBeDone: false }
  // The end of an upload can fail with status 200.
  if (status >= 500 || status < 300) return { name, status, requestId, remedy: 'retry', mayBeDone: true }
  return { name, status, requestId, remedy: 'none', mayBeDone: false }
}

/** The answer to a HEAD has no body to say so, but this is what S3 answers when credentials have ended. */
function isMuteBadRequest(error: unknown, status: number): boolean {
  return status === 400 && valueAt(error, 'Code') === undefined
}

/** There was no answer, or it was not read to its end. */
function describeBrokenOff(error: unknown, name: string, status: number | undefined): S3Fault {
  const code = plain(textAt(error, 'code')) ?? plain(textAt(causeOf(error), 'code'))
  const common = { status, requestId: undefined }
  if (code !== undefined && NOT_CONNECTED.has(code)) return { ...common, name: code, remedy: 'retry', mayBeDone: false }
  if ((code !== undefined && CUT_OFF.has(code)) || name === 'TimeoutError')
    return { ...common, name: code ?? name, remedy: 'retry', mayBeDone: true }
  if (status !== undefined) return { ...common, name: 'UnreadableAnswer', remedy: 'retry', mayBeDone: true }
  return { ...common, name: code ?? name, remedy: 'none', mayBeDone: false }
}

/** The frames of an error without its message, which may hold anything. */
export function traceOf(error: unknown, fault: S3Fault): Error {
  const trace = new Error(fault.name)
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
  trace.stack = [`${trace.name}: ${fault.name}`, ...frames].join('\n')
  return trace
}

function metadataOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && '$metadata' in error ? error.$metadata : undefined
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined
}

function valueAt(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? (object as Partial<Record<string, unknown>>)[name] : undefined
}

function numberAt(object: unknown, name: string): number | undefined {
  const value = valueAt(object, name)
  return typeof value === 'number' ? value : undefined
}

function textAt(object: unknown, name: string): string | undefined {
  const value = valueAt(object, name)
  return typeof value === 'string' ? value : undefined
}

/** A server can put anything into a name; only what looks like one is shown. */
function plain(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w.-]{1,80}$/.test(text) ? text : undefined
}
