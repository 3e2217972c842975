/**
 * What the page may do: run and style itself from its own files, and nothing else. No connection of any kind, so that no value of a
 * document can leave the browser, whatever a library or a document's text might try.
 *
 * Workers come from `blob:` and not from a file. A worker from a file has the policy of its own response, so on a server that sends no
 * headers it would have none; one from a blob inherits the page's. It also needs no request, so that a cancelled one can be replaced
 * offline.
 *
 * @see CSP Level 3, 7.8 (policy of workers)
 */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'worker-src blob:',
  'img-src data:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
]

/** For the page's own `meta` element. */
export const META_POLICY: string = DIRECTIVES.join('; ')

/** For a server's header, which can also say that nobody may frame the page. */
export const HEADER_POLICY: string = [...DIRECTIVES, "frame-ancestors 'none'"].join('; ')
