import type { Random } from '../random.ts'

/** The words to spell; some are not ASCII. */
export const SPELLING_WORDS: readonly string[] = (
  'anchor balcony candle dolphin elbow fabric garlic harbor island jacket kettle ladder marble needle orchard pepper quarrel ribbon ' +
  'saddle thunder umbrella velvet walnut yogurt zipper breakfast calendar daughter envelope february guarantee handkerchief ' +
  'independent jewellery knowledge lieutenant millennium necessary occurrence parallel questionnaire rhythm separate temperature ' +
  'unanimous vacuum wednesday yacht naïve café entrée'
).split(' ')

/** Get a word wrong in one place: a letter doubled, dropped, or swapped with the next. */
export function misspell(random: Random, word: string): string {
  const at = random.integer(1, word.length - 2)
  const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)]
  switch (random.integer(0, 2)) {
    case 0:
      return `${before}${letter}${letter}${after}`
    case 1:
      return `${before}${after}`
    default:
      return `${before}${after.charAt(0)}${letter}${after.slice(1)}`
  }
}
