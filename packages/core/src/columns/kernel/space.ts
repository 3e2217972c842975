/** Where the next byte stands that is no white space. */
export function space(start: usize): usize {
  return load<u8>(start) > 0x20 ? start : spaceAhead(start)
}

function spaceAhead(start: usize): usize {
  let at = start
  while (true) {
    const code = load<u8>(at)
    if (code != 0x20 && code != 0x0a && code != 0x0d && code != 0x09) return at
    at++
  }
}
