/** 0x61 - 10. */
const LETTER_VALUE: u32 = 0x57

/** Where the next decoded text goes. There is always room for what stands in the documents: no text gets longer. */
let free: usize = 0

export function freeDecoded(): usize {
  return free
}

export function setFreeDecoded(address: usize): void {
  free = address
}

/**
 * Decode a text to where is room for it.
 *
 * @param start after its quote.
 * @param escape where its first backslash stands.
 * @returns where the string ends, after its second quote, or 0 if it is unusual.
 */
export function decode(start: usize, escape: usize): usize {
  let from = start
  let at = escape
  while (true) {
    const code = load<u8>(at)
    if (code == 0x22) {
      copy(from, at)
      return at + 1
    }
    if (code < 0x20) return 0
    if (code != 0x5c) {
      at++
      continue
    }
    copy(from, at)
    const letter = load<u8>(at + 1)
    at = letter == 0x75 ? unicode(at) : short(letter, at)
    if (at == 0) return 0
    from = at
  }
}

function copy(from: usize, to: usize): void {
  memory.copy(free, from, to - from)
  free += to - from
}

function short(letter: u8, at: usize): usize {
  let code: u8 = 0
  if (letter == 0x22 || letter == 0x5c || letter == 0x2f) code = letter
  else if (letter == 0x6e) code = 0x0a
  else if (letter == 0x74) code = 0x09
  else if (letter == 0x72) code = 0x0d
  else if (letter == 0x62) code = 0x08
  else if (letter == 0x66) code = 0x0c
  else return 0
  store<u8>(free++, code)
  return at + 2
}

/** What is no Unicode has no column, so a surrogate must have its pair. */
function unicode(at: usize): usize {
  const unit = hexAt(at + 2)
  if (unit < 0) return 0
  if (unit < 0xd800 || unit > 0xdfff) {
    append(unit)
    return at + 6
  }
  if (unit > 0xdbff || load<u8>(at + 6) != 0x5c || load<u8>(at + 7) != 0x75) return 0
  const second = hexAt(at + 8)
  if (second < 0xdc00 || second > 0xdfff) return 0
  append(0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00))
  return at + 12
}

function append(character: i32): void {
  if (character < 0x80) {
    store<u8>(free++, character)
    return
  }
  if (character < 0x800) store<u8>(free++, <u8>(0xc0 | (character >> 6)))
  else {
    if (character < 0x10000) store<u8>(free++, <u8>(0xe0 | (character >> 12)))
    else {
      store<u8>(free++, <u8>(0xf0 | (character >> 18)))
      store<u8>(free++, <u8>(0x80 | ((character >> 12) & 0x3f)))
    }
    store<u8>(free++, <u8>(0x80 | ((character >> 6) & 0x3f)))
  }
  store<u8>(free++, <u8>(0x80 | (character & 0x3f)))
}

/** The number of four hexadecimal digits, or -1. */
function hexAt(start: usize): i32 {
  let value: i32 = 0
  for (let at = start; at < start + 4; at++) {
    const code = <u32>load<u8>(at)
    const small = code | 0x20
    if (code - 0x30 <= 9) value = (value << 4) + (code - 0x30)
    else if (small - 0x61 <= 5) value = (value << 4) + (small - LETTER_VALUE)
    else return -1
  }
  return value
}
