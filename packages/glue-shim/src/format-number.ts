const NUMBER = new Intl.NumberFormat('en-US')
const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })
const ONE_DIGIT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

export function formatNumber(number: number): string {
  return NUMBER.format(number)
}

/** `12K`, where there is no room for more. */
export function formatShort(number: number): string {
  return SHORT.format(number)
}

/** A number with its noun: `1 row`, `2,000 rows`. */
export function count(number: number, noun: string, plural: string = `${noun}s`): string {
  return `${NUMBER.format(number)} ${number === 1 ? noun : plural}`
}

/** `1.2 MB`, in powers of a thousand. */
export function formatBytes(bytes: number): string {
  let [size, unit] = [bytes, 0]
  while (size >= 999.95 && unit < UNITS.length - 1) {
    size /= 1000
    unit++
  }
  return `${ONE_DIGIT.format(size)} ${UNITS[unit]!}`
}

/** `12.3 %`; what is not quite nothing, or not quite all, is not rounded to it. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–'
  const percent = (100 * part) / whole
  if (part > 0 && percent < 0.1) return '< 0.1 %'
  if (part < whole && percent > 99.9) return '> 99.9 %'
  return `${ONE_DIGIT.format(percent)} %`
}
