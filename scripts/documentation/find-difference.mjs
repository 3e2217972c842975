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
  const pieces = splitAt(expected, ELLIPSIS)
  let at = 0
  for (const [index, piece] of pieces.entries()) {
    // The first is the beginning, and what follows an ellipsis and is the last is the end.
    const isEnd = index > 0 && index === pieces.length - 1
    const start = index === 0 ? 0 : isEnd ? Math.max(at, found.length - piece.length) : startOf(piece, found, at)
    if (start === undefined) return describe(piece[0], undefined)
    const wrong = piece.findIndex((line, i) => found[start + i] !== line)
    if (wrong !== -1) return describe(piece[wrong], found[start + wrong])
    at = start + piece.length
  }
  return at === found.length ? undefined : describe(undefined, found[at])
}

function startOf(piece, lines, from) {
  for (let start = from; start + piece.length <= lines.length; start++) {
    if (piece.every((line, offset) => lines[start + offset] === line)) return start
  }
  return undefined
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
