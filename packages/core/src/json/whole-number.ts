/**
 * Whether a number stands for an integer. What was written with a fraction or exponent is an ExactNumber, an integer beyond ±(2^53 − 1) a
 * bigint; a double of that size is no integer that anybody wrote, and `-0` needs a double's sign.
 */
export function isWholeNumber(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0)
}
