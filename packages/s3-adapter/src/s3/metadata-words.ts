/** Printable ASCII that no server and no reader takes for anything else. */
const SAFE = /^(?! )(?!.*=\?)[\x20-\x7e]+(?<! )$/
const WORD = /=\?utf-8\?([bq])\?([^?]*)\?=/gi
/** A word has at most 75 characters: `=?UTF-8?B?`, four for each three bytes, `?=`. */
const BYTES_IN_WORD = 45

/**
 * User metadata travels in HTTP headers, which are ASCII. Other text becomes encoded words, which is also how Amazon S3 itself returns it.
 *
 * @see RFC 2047, sections 2 and 5; https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
 */
export function encodeMetadataValue(value: string): string {
  if (SAFE.test(value)) return value
  return splitBytes(value)
    .map((bytes) => `=?UTF-8?B?${bytes.toString('base64')}?=`)
    .join(' ')
}

/** Undoes `encodeMetadataValue`, and reads the words of S3. Anything else stays as it is. */
export function decodeMetadataValue(header: string): string {
  const words = [...header.matchAll(WORD)]
  // White space between two words is none of the text (section 6.2).
  const isOnlyWords = words.length > 0 && header.replaceAll(WORD, '').trim() === ''
  if (!isOnlyWords) return header
  return Buffer.concat(words.map(([, kind = '', text = '']) => decodeWord(kind, text))).toString('utf8')
}

function decodeWord(kind: string, text: string): Buffer {
  if (kind.toLowerCase() === 'b') return Buffer.from(text, 'base64')
  const escaped = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(escaped, 'latin1')
}

/** At the borders of characters: a word stands for whole ones (section 5). An empty value is one empty word. */
function splitBytes(value: string): Buffer[] {
  const words: Buffer[] = []
  let text = ''
  for (const character of value) {
    if (Buffer.byteLength(text + character) > BYTES_IN_WORD) {
      words.push(Buffer.from(text))
      text = ''
    }
    text += character
  }
  return [...words, Buffer.from(text)]
}
