/**
 * Say why a path could lead out of the folder it is put into, or be read differently by different systems.
 *
 * @returns The reason as the end of the sentence "the path …", or undefined if the path is safe.
 */
export function findPathProblem(path: string): string | undefined {
  if (path === '') return 'is empty'
  if (path.startsWith('/')) return 'is absolute'
  if (/^[a-z]:/i.test(path)) return 'names a drive'
  if (path.includes('\\')) return 'holds a backslash'
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'holds a control character'
  if (path.includes('..') && path.split('/').includes('..')) return 'leads upwards'
  return undefined
}
