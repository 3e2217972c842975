const DEFAULT_PARTITION = '__HIVE_DEFAULT_PARTITION__'
// What Hive escapes in a partition's path, and control characters.
// oxlint-disable-next-line no-control-regex -- these are what must be escaped
const ESCAPED = /[\u0000-\u001f"#%'*/:=?\\{}[\]^\u007f]/g

/**
 * The folders of a partition, as Hive spells them: `assessmentid=spelling/year=2022/month=2/day=15/`. Numbers are not padded; null is
 * `__HIVE_DEFAULT_PARTITION__`; what a folder cannot hold is percent-encoded.
 *
 * @param keys names and values, in the order of the folders.
 */
export function partitionPath(keys: readonly (readonly [name: string, value: string | number | bigint | null])[]): string {
  return keys
    .map(([name, value]) => `${escape(name)}=${value === null || value === '' ? DEFAULT_PARTITION : escape(String(value))}/`)
    .join('')
}

/** The partition keys in a path, in their order; values are text. Segments without `=` are passed over. */
export function parsePartitionPath(path: string): [name: string, value: string | null][] {
  return path.split('/').flatMap((segment): [string, string | null][] => {
    const at = segment.indexOf('=')
    if (at < 0) return []
    const value = segment.slice(at + 1)
    return [[unescape(segment.slice(0, at)), value === DEFAULT_PARTITION ? null : unescape(value)]]
  })
}

function escape(text: string): string {
  return text.replace(ESCAPED, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

function unescape(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
