import { COLUMN_TEXT_BYTES, NODE_FORMATS } from '../kernel-layout'
import { decode, freeDecoded } from './escapes'
import { hasExpectedFormats } from './formats'
import { stage } from './stage'

/**
 * Read a text into a column.
 *
 * @param start after its quote.
 * @param node whose formats are looked at, or 0.
 * @returns where it ends, after the second quote, or 0 if it is unusual.
 */
export function readText(start: usize, column: usize, row: i32, node: usize): usize {
  const stop = endOfPlain(start)
  let text = start
  let length = stop - start
  let end = stop + 1
  if (load<u8>(stop) != 0x22) {
    if (load<u8>(stop) != 0x5c) return 0
    text = freeDecoded()
    end = decode(start, stop)
    if (end == 0) return 0
    length = freeDecoded() - text
  }
  if (node != 0 && load<i32>(node, NODE_FORMATS) != 0 && !hasExpectedFormats(node, start, end - 1)) return 0
  store<i32>(column, load<i32>(column, COLUMN_TEXT_BYTES) + <i32>length, COLUMN_TEXT_BYTES)
  const value = stage(column, row)
  store<usize>(value, text)
  store<usize>(value, length, 4)
  return end
}

/** Where the first byte stands that is a quote, a backslash, or below a space. */
function endOfPlain(start: usize): usize {
  let at = start
  while (true) {
    const bytes = v128.load(at)
    const stops = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
      i8x16.lt_u(bytes, i8x16.splat(0x20)),
    )
    const found = i8x16.bitmask(stops)
    if (found != 0) return at + <usize>ctz(found)
    at += 16
  }
}
