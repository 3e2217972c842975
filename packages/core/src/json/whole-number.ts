/** Whether a number was written as an integer: with a fraction or exponent it would be an ExactNumber, and `-0` needs a double's sign. */
export function isWholeNumber(value: number): boolean {
  return Number.isInteger(value) && !Object.is(value, -0)
}
