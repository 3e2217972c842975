import type { FrontRequest } from './front-request.js'

/** What can go wrong with one request. `-before` and `-after` say whether it was carried out all the same. */
export const FAULT_KINDS = [
  'error-before',
  'error-after',
  'slow-down',
  'reset-before',
  'reset-after',
  'stall',
  'truncate',
  'corrupt',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface FaultPlan {
  /** Share of requests, 0 to 1. */
  readonly rate: number
  readonly seed: number
  /** Default: all. */
  readonly kinds?: readonly FaultKind[]
  /** Which requests. Default: all. */
  readonly only?: (request: FrontRequest) => boolean
}

/** Draws faults from a seed. */
export class FaultSource {
  readonly counts = new Map<FaultKind, number>()
  readonly #plan: FaultPlan
  #state: number

  constructor(plan: FaultPlan) {
    this.#plan = plan
    this.#state = plan.seed
  }

  draw(request: FrontRequest): FaultKind | undefined {
    const { rate, kinds = FAULT_KINDS, only } = this.#plan
    if (only?.(request) === false || this.#random() >= rate) return undefined
    const kind = kinds[Math.floor(this.#random() * kinds.length)]!
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    return kind
  }

  /** mulberry32 */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Bytes of which one has changed on the way. */
export function corrupt(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes)
  if (changed.length > 0) changed[changed.length >> 1]! ^= 0x55
  return changed
}
