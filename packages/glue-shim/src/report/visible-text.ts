const LONGEST = 240
// Controls, separators of lines, what has no width or turns the direction of writing, and halves of surrogate pairs.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/** A name that comes from data, so that it can neither hide nor turn what stands around it; cut after 240 characters. */
export function visibleText(name: string): string {
  const isLong = name.length > LONGEST
  const shown = isLong ? name.slice(0, LONGEST) : name
  const text = shown.replace(INVISIBLE, escape)
  return isLong ? `${text}…` : text
}

/** As JSON spells it: each code unit by itself. */
function escape(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
}
