/** The same seed gives the same bytes (a linear congruential generator; Numerical Recipes, 1992). */
export function makeBytes(sizeBytes: number, seed: number): Uint8Array {
  let state = seed >>> 0
  return new Uint8Array(sizeBytes).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}
