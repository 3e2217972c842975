import {
  ArchiveError,
  BridgeDownstreamError,
  CoercionError,
  DocumentParseError,
  LedgerError,
  OptionError,
  RegistryError,
  SchemaConflictError,
  SchemaError,
  StoreError,
  WorkerError,
  type ErrorDetails,
  type ErrorPlace,
} from '@bridge-downstream/core'

/** An error as plain data: structured cloning keeps neither class nor fields of one. */
export interface PackedError {
  readonly name: string
  readonly message: string
  readonly stack?: string | undefined
  /** Of our own errors. */
  readonly own?:
    | {
        readonly what: string
        readonly code: string
        readonly place: ErrorPlace
        readonly hint?: string | undefined
        readonly retryable?: boolean | undefined
      }
    | undefined
  /** Of errors of the system, such as `ENOSPC`. */
  readonly systemCode?: string | undefined
  readonly cause?: PackedError | undefined
}

type ErrorClass = new (what: string, details: ErrorDetails & { readonly retryable?: boolean }) => BridgeDownstreamError

const CLASSES: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ['BridgeDownstreamError', BridgeDownstreamError],
  ['ArchiveError', ArchiveError],
  ['CoercionError', CoercionError],
  ['DocumentParseError', DocumentParseError],
  ['LedgerError', LedgerError],
  ['OptionError', OptionError],
  ['RegistryError', RegistryError],
  ['SchemaConflictError', SchemaConflictError],
  ['SchemaError', SchemaError],
  ['StoreError', StoreError],
  ['WorkerError', WorkerError],
])

/**
 * Pack an error for another thread. Causes come along where they are our own, or the system's by their code alone: the message of any
 * other, such as a parser's, may hold a value.
 */
export function packError(error: unknown): PackedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const { name, message, stack } = error
  const systemCode = systemCodeOf(error)
  const cause = isTold(error.cause) ? packError(error.cause) : undefined
  if (!(error instanceof BridgeDownstreamError)) return { name, message: systemCode ?? message, stack, systemCode, cause }
  const { what, code, place, hint } = error
  const retryable = error instanceof StoreError || error instanceof SchemaError ? error.retryable : undefined
  return { name, message, stack, own: { what, code, place, hint, retryable }, cause }
}

/** The error as it was thrown in the other thread, with that thread's stack. */
export function unpackError({ name, message, stack, own, systemCode, cause }: PackedError): Error {
  const options = cause === undefined ? {} : { cause: unpackError(cause) }
  const error = own
    ? unpackOwn(name, own, options)
    : Object.assign(new Error(message, options), systemCode === undefined ? { name } : { name, code: systemCode })
  if (stack !== undefined) error.stack = stack
  return error
}

function unpackOwn(name: string, own: NonNullable<PackedError['own']>, options: { readonly cause?: Error }): BridgeDownstreamError {
  const { what, code, place, hint, retryable } = own
  const Class = CLASSES.get(name) ?? BridgeDownstreamError
  return new Class(what, { ...place, ...options, code, hint, ...(retryable === undefined ? {} : { retryable }) })
}

function isTold(cause: unknown): boolean {
  return cause instanceof BridgeDownstreamError || (cause instanceof Error && systemCodeOf(cause) !== undefined)
}

function systemCodeOf(error: Error): string | undefined {
  return 'syscall' in error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
