const CAPACITY = 500
const RETRY_COST = 5
const SUCCESS_GAIN = 1

/**
 * Bounds the tries of a whole store, so that an outage is not answered with a flood of them: each costs, and each success earns a little.
 * With a tenth of requests failing it never runs out; with all failing it does after a hundred tries.
 *
 * @see the standard retry mode of the AWS SDKs, whose figures these are
 */
export class RetryBudget {
  #left = CAPACITY

  /** @returns whether there was enough left. */
  spend(): boolean {
    if (this.#left < RETRY_COST) return false
    this.#left -= RETRY_COST
    return true
  }

  /** @param wasRetry whether the success is that of a further try, which gives back what it cost. */
  earn(wasRetry: boolean): void {
    this.#left = Math.min(CAPACITY, this.#left + (wasRetry ? RETRY_COST : SUCCESS_GAIN))
  }
}
