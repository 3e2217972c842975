import { createHash } from 'node:crypto'

/**
 * What the page may do: run and style itself with the text that stands in it, and nothing else. No connection of any kind, so that no value
 * of a document can leave the browser, whatever a library or a document's text might try. Not even its own server can be asked:
 * `script-src 'self'` would let a script import from there, with anything in the address.
 *
 * Workers come from `blob:` and not from a file. A worker from a file has the policy of its own response, so on a server that sends no
 * headers it would have none; one from a blob inherits the page's. It also needs no request, so that a cancelled one can be replaced
 * offline.
 *
 * WebAssembly may be compiled, since files are read by it; it can reach nothing but what the script hands in.
 *
 * @param html the built page, with one script and one style in it.
 * @returns the policy for the page's own `meta` element.
 * @throws Error if there is not one of each, or a browser would see other text than we do.
 * @see CSP Level 3, 7.8 (policy of workers)
 */
export function pagePolicy(html: string): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(html, 'script')}' 'wasm-unsafe-eval'`,
    `style-src '${hashOf(html, 'style')}'`,
    'worker-src blob:',
    'img-src data:',
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ')
}

/** The same for a server's header, which can also say that nobody may frame the page. */
export function headerPolicy(html: string): string {
  return `${pagePolicy(html)}; frame-ancestors 'none'`
}

function hashOf(html: string, element: 'script' | 'style'): string {
  const found = [...html.matchAll(new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}>`, 'g'))]
  const [text] = found.map((match) => match[1]!)
  if (found.length !== 1 || text === undefined) throw new Error(`The page has ${found.length} ${element} elements, and should have one`)
  // The parser of HTML would change these, and the hash would be of other text.
  if (/[\r\0]/.test(text)) throw new Error(`The page's ${element} has a character that HTML does not keep`)
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
