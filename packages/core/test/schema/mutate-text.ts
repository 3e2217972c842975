const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  ' ',
  '\n',
  '0',
  '-',
  '.',
  'e',
  '1',
  '9',
  'null',
  'true',
  'false',
  '""',
  '{}',
  '[]',
  '"a":1',
  ',"a":2',
  '\\u0061',
  '\\ud83d\\ude00',
  '\\n',
  'é',
  '😀',
  '\ufeff',
  '\u0000',
  '1.0',
  '1e400',
  '-0',
  '9007199254740993',
  '9223372036854775808',
  '0.12345678901234567',
  '"2024-01-01"',
  '"2024-01-01T10:00:00Z"',
  '"__proto__":',
  '\n{"a":1}',
  '[[[[',
  '\r\n',
].map((piece) => new TextEncoder().encode(piece))

/** Texts that are damaged a little each time, the same ones on every machine: bits and bytes changed, cut off, cut out, doubled, put in. */
export function createMutator(seed: number, texts: readonly string[]): () => Uint8Array<ArrayBuffer> {
  const sources = texts.map((text) => new TextEncoder().encode(text))
  let state = seed >>> 0
  const below = (end: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * end)
  }
  const damage = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
    const at = below(bytes.length + 1)
    const to = Math.min(bytes.length, at + below(6))
    const piece = PIECES[below(PIECES.length)]!
    switch (below(7)) {
      case 0:
        return bytes.map((byte, i) => (i === at ? byte ^ (1 << below(8)) : byte))
      case 1:
        return bytes.map((byte, i) => (i === at ? below(256) : byte))
      case 2:
        return bytes.slice(0, at)
      case 3:
        return join(bytes.subarray(0, at), bytes.subarray(to))
      case 4:
        return join(bytes.subarray(0, to), bytes.subarray(at))
      case 5:
        return join(bytes.subarray(0, at), piece, bytes.subarray(to))
      default:
        return join(bytes.subarray(0, at), piece, bytes.subarray(at))
    }
  }
  return () => {
    let bytes = sources[below(sources.length)]!
    for (let times = 1 + below(2); times > 0; times--) bytes = damage(bytes)
    return bytes
  }
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
