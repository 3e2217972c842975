import { createRandom } from './inputs.ts'

/** Five columns of rows, as JavaScript values. The same for the same number of rows; more rows begin with fewer. */
export interface Rows {
  /** Safe integers that rise. */
  readonly number: number[]
  /** Doubles of up to 7 decimals. */
  readonly reading: number[]
  /** One of 50 texts. */
  readonly step: string[]
  /** Texts of which nearly every one is another one. */
  readonly answer: string[]
  /** Null in one row of ten. */
  readonly correct: (boolean | null)[]
}

const STEPS = Array.from({ length: 50 }, (_, i) => `task/section ${i % 7}/step ${i}`)
const FIRST_NUMBER = 1_660_000_000_000
const LARGEST_GAP = 2_000

export function createRows(count: number): Rows {
  const random = createRandom(5)
  let last = FIRST_NUMBER
  const rows = Array.from({ length: count }, () => ({
    number: (last += random.below(LARGEST_GAP)),
    reading: Number(((random.fraction() - 0.5) * 20).toFixed(7)),
    step: random.pick(STEPS),
    answer: `answer ${random.below(1e6)} of ${random.below(1e6)}`,
    correct: random.fraction() < 0.1 ? null : random.fraction() < 0.7,
  }))
  return {
    number: rows.map(({ number }) => number),
    reading: rows.map(({ reading }) => reading),
    step: rows.map(({ step }) => step),
    answer: rows.map(({ answer }) => answer),
    correct: rows.map(({ correct }) => correct),
  }
}
