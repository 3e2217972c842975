/** Where something went wrong. Every field is a name or a position, never a document's value. */
export interface ErrorPlace {
  readonly archive?: string | undefined
  readonly entry?: string | undefined
  /** URL of a JSON Schema, without query, credentials and fragment. */
  readonly schema?: string | undefined
  /** JSON pointer (RFC 6901) into the document. */
  readonly pointer?: string | undefined
  /** Position of the document within its entry, from 0. */
  readonly position?: number | undefined
  /** Byte offset within the entry, from 0. */
  readonly offsetBytes?: number | undefined
  /** Line within the entry, from 1. */
  readonly line?: number | undefined
  readonly dataset?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
  readonly key?: string | undefined
}

export interface ErrorDetails extends ErrorPlace {
  /** Short, stable, machine-readable reason such as `bad-json`. */
  readonly code: string
  /** What to try, as a sentence. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/**
 * Base of every error these packages throw on purpose.
 *
 * The message says what failed, where, and what to try. It never holds a value from a document, since that may be someone's health.
 */
export class BridgeDownstreamError extends Error {
  override readonly name: string = 'BridgeDownstreamError'
  readonly code: string
  readonly place: ErrorPlace
  readonly hint: string | undefined
  /** What failed, without place and hint. */
  readonly what: string

  /** The message without the names of archive and entry, for where those are shown already. */
  get reason(): string {
    const { archive: _archive, entry: _entry, ...within } = this.place
    return compose(this.what, within, this.hint)
  }

  constructor(what: string, details: ErrorDetails) {
    const { code, hint, cause, ...place } = details
    super(compose(what, place, hint), cause === undefined ? undefined : { cause })
    this.what = what
    this.code = code
    this.place = place
    this.hint = hint
  }
}

/** An archive, or an entry of it, that cannot be read. */
export class ArchiveError extends BridgeDownstreamError {
  override readonly name = 'ArchiveError'
}

/** Bytes that are no JSON, or JSON that cannot be taken without loss. */
export class DocumentParseError extends BridgeDownstreamError {
  override readonly name = 'DocumentParseError'
}

/** A value that does not fit the column planned for it. */
export class CoercionError extends BridgeDownstreamError {
  override readonly name = 'CoercionError'
}

/** An option, or a combination of options, that cannot be used. */
export class OptionError extends BridgeDownstreamError {
  override readonly name = 'OptionError'
}

/** Documents whose structure a dataset's contract refuses. */
export class SchemaConflictError extends BridgeDownstreamError {
  override readonly name = 'SchemaConflictError'
}

/** A ledger that does not add up. The run that wrote it has failed. */
export class LedgerError extends BridgeDownstreamError {
  override readonly name = 'LedgerError'
}

/** A registry that cannot be read, or that other writers kept changing. */
export class RegistryError extends BridgeDownstreamError {
  override readonly name = 'RegistryError'
}

/** A thread or process that had taken on a part of a run, and is gone. The run has failed; nothing that it had done is lost. */
export class WorkerError extends BridgeDownstreamError {
  override readonly name = 'WorkerError'
}

/** A store that did not do what it was asked. */
export class StoreError extends BridgeDownstreamError {
  override readonly name = 'StoreError'
  /** Whether the same call may succeed when it is made again. */
  readonly retryable: boolean

  constructor(what: string, details: ErrorDetails & { readonly retryable?: boolean }) {
    const { retryable = false, ...rest } = details
    super(what, rest)
    this.retryable = retryable
  }
}

/**
 * A JSON Schema that cannot be had or cannot be used.
 *
 * Codes: `schema-not-found`, `schema-status`, `schema-timeout`, `schema-too-large`, `schema-not-json`, `schema-unreachable`,
 * `schema-refused` (its host or scheme is not allowed), `schema-offline`, `schema-changed`, `schema-not-pinned`, `schema-invalid` (it is no
 * JSON Schema, or a reference in it leads nowhere), `schema-unsupported` (its dialect).
 */
export class SchemaError extends BridgeDownstreamError {
  override readonly name = 'SchemaError'
  /** Whether the same call may succeed when it is made again. */
  readonly retryable: boolean

  constructor(what: string, details: ErrorDetails & { readonly retryable?: boolean }) {
    const { retryable = false, ...rest } = details
    super(what, rest)
    this.retryable = retryable
  }
}

function compose(what: string, place: ErrorPlace, hint: string | undefined): string {
  return [`${what}${describePlace(place)}.`, hint].filter((part) => part !== undefined).join(' ')
}

function describePlace(place: ErrorPlace): string {
  const { archive, entry, schema, position, pointer, line, offsetBytes, dataset, table, column, key } = place
  const parts = [
    archive !== undefined && `archive ${quote(archive)}`,
    entry !== undefined && `entry ${quote(entry)}`,
    schema !== undefined && `schema ${quote(schema)}`,
    position !== undefined && `document ${position}`,
    line !== undefined && `line ${line}`,
    offsetBytes !== undefined && `byte ${offsetBytes}`,
    pointer !== undefined && `pointer ${quote(pointer)}`,
    dataset !== undefined && `dataset ${quote(dataset)}`,
    table !== undefined && `table ${quote(table)}`,
    column !== undefined && `column ${quote(column)}`,
    key !== undefined && `key ${quote(key)}`,
  ].filter((part) => part !== false)
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}

const LONGEST_NAME = 200

/** Quote a name for a message: control characters escaped, long names cut in the middle. */
function quote(name: string): string {
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME / 2)}…${name.slice(-LONGEST_NAME / 2)}` : name
  return JSON.stringify(shown)
}
