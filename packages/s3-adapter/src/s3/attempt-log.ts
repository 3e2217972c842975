import { StoreError } from '@bridge-downstream/core/store'
import { traceOf, type S3Fault } from './s3-fault.js'

/** What was asked of S3. */
export interface S3Task {
  /** As S3 calls it, such as `PutObject`. */
  readonly operation: string
  readonly key: string | undefined
}

const HINTS = new Map([
  ['AccessDenied', 'Check that these credentials may do this in this bucket.'],
  ['Forbidden', 'Check that these credentials may do this in this bucket.'],
  ['InvalidAccessKeyId', 'Check the credentials.'],
  ['SignatureDoesNotMatch', 'Check the credentials, and the clock of this machine.'],
  ['CredentialsFailure', 'The function that gets the credentials has failed; try it by itself.'],
  ['CredentialsProviderError', 'Give credentials in the options, the environment, or a profile.'],
  ['NoSuchBucket', 'Make the bucket first, or check its name, the region and the endpoint.'],
  ['InvalidObjectState', 'The object is archived; restore it first.'],
  ['MetadataTooLarge', 'S3 keeps 2 KB of user metadata for each object.'],
  ['PermanentRedirect', 'Set the region of the bucket.'],
  ['ENOTFOUND', 'Check the endpoint and the region.'],
  ['ECONNREFUSED', 'Check the endpoint, and that its server runs.'],
])

/** The tries of one request that failed, to tell of them in the end. */
export class AttemptLog {
  readonly #task: S3Task
  readonly #faults: S3Fault[] = []
  #lastError: unknown

  constructor(task: S3Task) {
    this.#task = task
  }

  add(fault: S3Fault, error: unknown): void {
    this.#faults.push(fault)
    this.#lastError = error
  }

  /** Whether one of the tries may have been carried out although it seemed to fail. */
  get mayBeDone(): boolean {
    return this.#faults.some((fault) => fault.mayBeDone)
  }

  /** @param why why there was no further try; empty if another try would be no use. */
  toError(why: string): StoreError {
    const { operation, key } = this.#task
    const last = this.#faults.at(-1)!
    const request = last.requestId === undefined ? '' : `, request ${last.requestId}`
    const tries = this.#faults.length === 1 ? 'tried once' : `tried ${this.#faults.length} times: ${this.#countFaults()}`
    const { noCredentials } = last
    const reason = noCredentials === undefined ? '' : ` (${noCredentials.code}: ${noCredentials.what})`
    return new StoreError(`S3 did not do ${operation}: ${show(last)}${reason}${request}; ${tries}${why === '' ? '' : `, ${why}`}`, {
      code: 'unavailable',
      key,
      hint: noCredentials?.hint ?? HINTS.get(last.name),
      retryable: last.remedy !== 'none' || mayPass(noCredentials),
      cause: traceOf(this.#lastError, last),
    })
  }

  #countFaults(): string {
    const counts = new Map<string, number>()
    for (const fault of this.#faults) counts.set(show(fault), (counts.get(show(fault)) ?? 0) + 1)
    return [...counts].map(([name, count]) => `${count} × ${name}`).join(', ')
  }
}

function show({ name, status }: S3Fault): string {
  return status === undefined ? name : `${name} (status ${status})`
}

function mayPass(error: object | undefined): boolean {
  return error !== undefined && 'retryable' in error && error.retryable === true
}
