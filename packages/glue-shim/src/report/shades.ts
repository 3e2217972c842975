import { scaleQuantile } from 'd3-scale'

const SHADES = [1, 2, 3, 4, 5] as const

/** Shades for counts: each for about as many cells as the others. Nothing is 0. */
export interface Shades {
  readonly shadeOf: (count: number) => number
  /** The smallest and the largest count of each shade that occurs. */
  readonly legend: readonly { readonly shade: number; readonly from: number; readonly to: number }[]
}

export function chooseShades(counts: readonly number[]): Shades {
  const filled = counts.filter((count) => count > 0)
  const distinct = [...new Set(filled)].sort((a, b) => a - b)
  const scale = scaleQuantile(distinct, SHADES)
  const shadeOf = (count: number): number => (count > 0 ? scale(count) : 0)
  const groups = Map.groupBy(distinct, shadeOf)
  return { shadeOf, legend: [...groups].map(([shade, of]) => ({ shade, from: of[0]!, to: of.at(-1)! })) }
}
