import { STRING_FORMATS, type StringFormat } from './schema.js'

/** A set of formats, one bit each, in the order of {@link STRING_FORMATS}. */
export type FormatSet = number

export const ALL_FORMATS: FormatSet = 2 ** STRING_FORMATS.length - 1

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[+-](\d\d):(\d\d))$/i
/** With an authority; the characters of RFC 3986, and every percent sign followed by two hexadecimal digits. */
const URI = /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9a-f]{2})+(?:#(?:[a-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9a-f]{2})*)?$/i
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const LONGEST_CHECKED = 2_000

const CHECKS: Readonly<Record<StringFormat, (text: string) => boolean>> = {
  date: isDate,
  'date-time': (text) => /^.{10}[Tt]/.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11)),
  time: isTime,
  uri: (text) => URI.test(text),
  uuid: (text) => UUID.test(text),
}

/** Which of some formats a text satisfies (RFC 3339 for dates and times, with a time zone; RFC 3986 with an authority; RFC 9562). */
export function formatsOf(text: string, among: FormatSet): FormatSet {
  if (text.length > LONGEST_CHECKED) return 0
  let found = 0
  for (const [i, format] of STRING_FORMATS.entries()) {
    const bit = 1 << i
    if (among & bit && CHECKS[format](text)) found |= bit
  }
  return found
}

/** The names in a set, in their fixed order. */
export function formatNames(formats: FormatSet): StringFormat[] {
  return STRING_FORMATS.filter((_, i) => formats & (1 << i))
}

function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (month === 2 && leap ? 29 : DAYS[month - 1]!)
}

function isTime(text: string): boolean {
  const [, hour = 99, minute = 99, second = 99, zoneHour = 0, zoneMinute = 0] = TIME.exec(text)?.map((part) => Number(part ?? 0)) ?? []
  return hour < 24 && minute < 60 && second < 60 && zoneHour < 24 && zoneMinute < 60
}
