/** Stands in a document for any number of lines. */
const ELLIPSIS = '…'

/**
 * Hold what was printed against what a document shows. Spaces at the ends of lines, and empty lines around it all, do not count; a line
 * `…` stands for any lines.
 *
 * @returns what differs, for people; undefined if nothing does.
 */
export function findDifference(shown, printed) {
  const [expected, found] = [linesOf(shown), linesOf(printed)]
  let at = 0
  for (const [index, piece] of splitAt(expected, ELLIPSIS).entries()) {
    // What comes before the first ellipsis has to be the beginning; anything else may come later.
    const start = index === 0 ? 0 : startOf(piece, found, at)
    const wrong = start === -1 ? 0 : piece.findIndex((line, i) => found[start + i] !== line)
    if (wrong !== -1) return describe(piece[wrong], start === -1 ? undefined : found[start + wrong])
    at = start + piece.length
  }
  if (at === found.length || expected.at(-1) === ELLIPSIS) return undefined
  return describe(undefined, found[at])
}

function startOf(piece, lines, from) {
  for (let start = from; start + piece.length <= lines.length; start++) {
    if (piece.every((line, offset) => lines[start + offset] === line)) return start
  }
  return -1
}

const describe = (expected, found) => `shown:   ${expected ?? '(the end)'}\nprinted: ${found ?? '(nothing that goes on like this)'}`

const linesOf = (text) =>
  text
    .replace(/^(?:[ \t]*\n)+|\s+$/g, '')
    .split('\n')
    .map((line) => line.trimEnd())

function splitAt(lines, separator) {
  const pieces = [[]]
  for (const line of lines) {
    if (line === separator) pieces.push([])
    else pieces.at(-1).push(line)
  }
  return pieces
}
