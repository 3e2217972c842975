const NUMBER = new Intl.NumberFormat('en')
const SIZE = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

/** A number with its noun: `1 row`, `2,000 rows`. */
export function count(number: number, noun: string, plural: string = `${noun}s`): string {
  return `${NUMBER.format(number)} ${number === 1 ? noun : plural}`
}

export function formatNumber(number: number): string {
  return NUMBER.format(number)
}

/** `1.2 MB`, in powers of ten. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${SIZE.format(bytes / 1000)} kB` : `${SIZE.format(bytes / 1_000_000)} MB`
}
