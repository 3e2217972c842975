import { SynapseError } from './synapse-error.js'

const CODES: ReadonlyMap<number, readonly [code: string, hint: string]> = new Map([
  [
    401,
    ['synapse-unauthorized', 'The token is not valid, or has ended: make a new personal access token with the scopes view and download.'],
  ],
  [403, ['synapse-forbidden', 'The account of the token lacks the permission, or the token the scope.']],
  [404, ['synapse-not-found', 'Check the id, and that the account of the token can see it.']],
  [423, ['synapse-locked', 'Somebody else is changing it. Run again in a while.']],
  [429, ['synapse-throttled', 'Synapse takes fewer requests than this. Run again in a while.']],
])
const LONGEST_REASON = 300

/** Whether the same request may go well later. */
export function isPassing(status: number): boolean {
  return status === 429 || status === 423 || status >= 500
}

/**
 * An answer that is no success, as an error.
 *
 * @param asked what was asked for, such as `STS credentials of syn123`.
 * @param body of the answer; Synapse gives a `reason` there.
 * @param token is cut out of whatever is told.
 */
export function toSynapseError(asked: string, status: number, body: string, token: string, attempts: number): SynapseError {
  const reason = readReason(body, token)
  const tried = attempts > 1 ? `, tried ${attempts} times` : ''
  const [code, hint] = CODES.get(status) ?? [status >= 500 ? 'synapse-unavailable' : 'synapse-refused', undefined]
  return new SynapseError(`Synapse did not give ${asked}: status ${status}${tried}${reason === '' ? '' : `: ${reason}`}`, {
    code,
    status,
    hint,
    retryable: isPassing(status),
  })
}

/** No answer came. Says the kind of the failure only: what the network says may hold addresses. */
export function toUnreachableError(asked: string, error: unknown, attempts: number): SynapseError {
  return new SynapseError(`Synapse did not give ${asked}: ${networkCode(error)}, tried ${attempts} times`, {
    code: 'synapse-unavailable',
    retryable: true,
    hint: 'Check the network and the endpoint.',
  })
}

function readReason(body: string, token: string): string {
  const parsed = parseOr(body)
  const reason = typeof parsed === 'object' && parsed !== null && 'reason' in parsed ? parsed.reason : undefined
  if (typeof reason !== 'string') return ''
  const line = (token === '' ? reason : reason.replaceAll(token, '…')).toWellFormed().replace(/\s+/g, ' ').replace(/\.$/, '')
  return line.length <= LONGEST_REASON ? line : `${line.slice(0, LONGEST_REASON - 1)}…`
}

function parseOr(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // A proxy between us and Synapse answers in HTML.
    return undefined
  }
}

function networkCode(error: unknown): string {
  for (let at = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : undefined) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z_]{1,40}$/.test(at.code)) return at.code
  }
  return 'no answer'
}
