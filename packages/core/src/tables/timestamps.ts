const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):?(\d\d))$/
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const DAY_MS = 86_400_000

/** Microseconds since the Unix epoch of a timestamp with a time zone (RFC 3339), or undefined. Finer digits are cut. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = TIMESTAMP.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', , sign, zoneHour = '0', zoneMinute = '0'] = match
  const date = daysSinceEpoch(Number(year), Number(month), Number(day))
  if (date === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1)
  const seconds = ((date * 24 + Number(hour)) * 60 + Number(minute) - offset) * 60 + Number(second)
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'))
}

/** The one spelling of a timestamp that is made from its microseconds: UTC, with three digits of seconds or, where they say more, six. */
export function formatTimestamp(micros: bigint): string {
  const milliseconds = micros >= 0n ? micros / 1000n : (micros - 999n) / 1000n
  const rest = Number(micros - milliseconds * 1000n)
  const text = new Date(Number(milliseconds)).toISOString()
  return rest === 0 ? text : text.replace('Z', `${String(rest).padStart(3, '0')}Z`)
}

/** Days since the Unix epoch, or undefined. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(text)
  return match ? daysSinceEpoch(Number(match[1]), Number(match[2]), Number(match[3])) : undefined
}

export function formatDate(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10)
}

function daysSinceEpoch(year: number, month: number, day: number): number | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / DAY_MS : undefined
}
