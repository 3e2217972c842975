/** Whether all of a key is ASCII without escapes. */
export function isPlainKey(start: usize): bool {
  let at = start
  while (true) {
    const code = load<u8>(at++)
    if (code == 0x22) return true
    if (code < 0x20 || code >= 0x80 || code == 0x5c) return false
  }
}

/** Whether a plain key comes after another one. */
export function comesAfter(before: usize, key: usize): bool {
  let i: usize = 0
  while (load<u8>(before + i) == load<u8>(key + i) && load<u8>(key + i) != 0x22) i++
  const code = load<u8>(key + i)
  if (load<u8>(before + i) == 0x22) return code != 0x22
  return code != 0x22 && code > load<u8>(before + i)
}
