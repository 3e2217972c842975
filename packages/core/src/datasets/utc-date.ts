/** Year, month and day, in UTC. */
export interface UtcDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60))?(?:[.,](\d+))?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/i

/** The day in UTC of a date-time (ISO 8601, with or without fractions of a second, in UTC or with an offset); undefined if it is none. */
export function parseUtcDate(text: string): UtcDate | undefined {
  const minute = parseMinute(text)
  if (minute === undefined) return undefined
  const date = new Date(minute.instant)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** A date-time, as `parseUtcDate` takes it, in milliseconds since the Unix epoch (with fractions); undefined if it is none. */
export function parseInstant(text: string): number | undefined {
  const minute = parseMinute(text)
  return minute && minute.instant + minute.seconds * 1000
}

/** The beginning of a date-time's minute, in milliseconds since the Unix epoch, and the seconds that follow. */
function parseMinute(text: string): { readonly instant: number; readonly seconds: number } | undefined {
  const [, year, month, day, hours, minutes, seconds = '0', fraction = '0', zone] = DATE_TIME.exec(text) ?? []
  if (zone === undefined || !isDay(Number(year), Number(month), Number(day))) return undefined
  const instant = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes) - offsetMinutes(zone))
  return { instant, seconds: Number(seconds) + Number(`0.${fraction}`) }
}

/** Whether there is such a day in the calendar. */
export function isDay(year: number, month: number, day: number): boolean {
  return year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function offsetMinutes(zone: string): number {
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
