/**
 * The same text in memory of its own. V8 lets a part of a text share the memory of the whole, so that an id of 24 characters which is kept for
 * long would keep its document for as long.
 */
export function ownText(text: string): string {
  // Keeps lone surrogates, as an encoding to bytes would not.
  return JSON.parse(JSON.stringify(text)) as string
}
