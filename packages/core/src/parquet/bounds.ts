import { BINARY, FALSE, I64, struct, type ThriftStruct } from './thrift.js'

/** Least and greatest value of a column chunk: PLAIN, without the length of a text. */
export interface Bounds {
  readonly least: Uint8Array
  readonly greatest: Uint8Array
}

/**
 * Minima and maxima of text are kept whole in a footer up to this length. Of longer text, the minimum is its beginning and the maximum its
 * beginning rounded up, both of whole characters, and `is_min_value_exact` or `is_max_value_exact` is false.
 */
const EXACT_BYTES = 256
const LAST_CHARACTER = 0x10ffff
const BEFORE_SURROGATES = 0xd7ff
const AFTER_SURROGATES = 0xe000

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

/** @param bounds undefined where there are only nulls. */
export function statistics(bounds: Bounds | undefined, nulls: number): ThriftStruct {
  if (bounds === undefined) return struct([3, I64, BigInt(nulls)])
  const { least, greatest } = bounds
  const from = least.length <= EXACT_BYTES ? least : beginning(least)
  const to = greatest.length <= EXACT_BYTES ? greatest : roundedUp(greatest)
  return struct(
    [3, I64, BigInt(nulls)],
    [5, BINARY, to],
    [6, BINARY, from],
    [7, FALSE, to === greatest ? undefined : false],
    [8, FALSE, from === least ? undefined : false],
  )
}

function beginning(text: Uint8Array): Uint8Array {
  let end = EXACT_BYTES
  while ((text[end]! & 0xc0) === 0x80) end--
  return text.subarray(0, end)
}

/** The last character for which there is a next one that finds room is replaced by it. Without any, the text stays whole. */
function roundedUp(text: Uint8Array): Uint8Array {
  const characters = Array.from(decoder.decode(beginning(text)))
  for (let last = characters.length - 1; last >= 0; last--) {
    const code = characters[last]!.codePointAt(0)!
    if (code === LAST_CHARACTER) continue
    characters[last] = String.fromCodePoint(code === BEFORE_SURROGATES ? AFTER_SURROGATES : code + 1)
    const rounded = encoder.encode(characters.slice(0, last + 1).join(''))
    if (rounded.length <= EXACT_BYTES) return rounded
  }
  return text
}
