import path from 'node:path'

const URL_DESTINATION = /^[a-z][a-z0-9+.-]+:(\/\/|$)/i

/** Where a command writes: a store's URL, and the folder if it is one (its files are no input). */
export function resolveDestination(out: string, cwd: string): { readonly url: string; readonly folder: string | undefined } {
  if (URL_DESTINATION.test(out)) return { url: out, folder: undefined }
  const folder = path.resolve(cwd, out)
  return { url: folder, folder }
}
