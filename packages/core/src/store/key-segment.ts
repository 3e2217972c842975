// oxlint-disable-next-line no-control-regex -- these are what must be escaped
const NOT_IN_A_SEGMENT = /[\u0000-\u001f/\\%]/g

/**
 * A name as one segment of a key. What no folder can be called is percent-encoded; `0` stands before a name that Glue would ignore for its
 * first character.
 */
export function keySegment(name: string): string {
  const segment = name
    .toWellFormed()
    .replace(NOT_IN_A_SEGMENT, (character) => `%${character.codePointAt(0)!.toString(16).padStart(2, '0')}`)
  return `${/^[_.]/.test(segment) ? '0' : ''}${segment}`
}
