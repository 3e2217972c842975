/** How many bytes a text takes in UTF-8, as `TextEncoder` writes it: half of a surrogate pair by itself as U+FFFD. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    bytes += unit < 0x800 ? 1 : 2
    // Both halves together take four bytes: they have two units, and each has been counted with two more.
    if (isLow(unit) && i > 0 && isHigh(text.charCodeAt(i - 1))) bytes -= 2
  }
  return bytes
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}
