import { createRandom } from './inputs.ts'

/** Five columns of rows, as JavaScript values. The same for the same number of rows. */
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

/** Column by column, so that nothing but the columns is in memory when they are written. */
export function createRows(count: number): Rows {
  const random = createRandom(5)
  const columnOf = <T>(make: () => T): T[] => Array.from({ length: count }, make)
  let last = FIRST_NUMBER
  return {
    number: columnOf(() => (last += random.below(LARGEST_GAP))),
    reading: columnOf(() => Number(((random.fraction() - 0.5) * 20).toFixed(7))),
    step: columnOf(() => random.pick(STEPS)),
    answer: columnOf(() => flat(`answer ${random.below(1e6)} of ${random.below(1e6)}`)),
    correct: columnOf(() => (random.fraction() < 0.1 ? null : random.fraction() < 0.7)),
  }
}

const scratch = Buffer.alloc(64)

/** As a parser makes it: V8 keeps a text that was put together as its pieces, until someone reads it. */
function flat(text: string): string {
  return scratch.toString('latin1', 0, scratch.write(text, 'latin1'))
}
