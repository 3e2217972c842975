import { FORMAT_DATE, FORMAT_DATE_TIME, FORMAT_TIME, FORMAT_URI, FORMAT_UUID, NODE_FORMATS, NODE_ORDINAL } from '../kernel-layout'
import { hasFormats } from './host'

/** Longer ones are left to the host, unless it is a URI that is looked for. */
const LONGEST_CHECKED: usize = 64
/** No longer text has a format. */
const LONGEST_URI: usize = 2000
const DAYS = memory.data<u8>([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
/** A bit for each byte from 0x20 on that may stand in a URI after its scheme, percent and number signs apart. */
const URI_BITS = memory.data<u32>([0xafffffd2, 0x87ffffff, 0x47fffffe])

/** Whether a text, which stands without escapes from `start` to before `end`, has all formats that are expected of a node. */
export function hasExpectedFormats(node: usize, start: usize, end: usize): bool {
  const formats = load<i32>(node, NODE_FORMATS)
  const length = end - start
  if (formats & FORMAT_URI && !isUri(start, end)) return false
  if ((formats & ~FORMAT_URI) == 0) return true
  if (length > LONGEST_CHECKED) return hasFormats(load<i32>(node, NODE_ORDINAL), start, end) != 0
  if (formats & FORMAT_DATE && !(length == 10 && isDate(start))) return false
  if (formats & FORMAT_DATE_TIME && !isDateTime(start, end)) return false
  if (formats & FORMAT_TIME && !isTime(start, end)) return false
  return !(formats & FORMAT_UUID) || (length == 36 && isUuid(start))
}

function isDateTime(start: usize, end: usize): bool {
  return end - start >= 20 && (load<u8>(start, 10) | 0x20) == 0x74 && isDate(start) && isTime(start + 11, end)
}

/** Of ten bytes. */
function isDate(at: usize): bool {
  if (load<u8>(at, 4) != 0x2d || load<u8>(at, 7) != 0x2d) return false
  const century = twoDigits(at)
  const years = twoDigits(at + 2)
  const month = twoDigits(at + 5)
  const day = twoDigits(at + 8)
  if (century > 99 || years > 99 || month < 1 || month > 12 || day < 1) return false
  const year = century * 100 + years
  const isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  return day <= (month == 2 && isLeap ? 29 : <u32>load<u8>(DAYS + <usize>month - 1))
}

function isTime(start: usize, end: usize): bool {
  if (end - start < 9 || load<u8>(start, 2) != 0x3a || load<u8>(start, 5) != 0x3a) return false
  if (!(twoDigits(start) < 24 && twoDigits(start + 3) < 60 && twoDigits(start + 6) < 60)) return false
  let at = start + 8
  if (load<u8>(at) == 0x2e) {
    at++
    if (!isDigit(at)) return false
    do at++
    while (isDigit(at))
  }
  const code = load<u8>(at)
  if ((code | 0x20) == 0x7a) return at + 1 == end
  if ((code != 0x2b && code != 0x2d) || at + 6 != end || load<u8>(at, 3) != 0x3a) return false
  return twoDigits(at + 1) < 24 && twoDigits(at + 4) < 60
}

function isUuid(start: usize): bool {
  for (let i: usize = 0; i < 36; i++) {
    const isAsWanted = i == 8 || i == 13 || i == 18 || i == 23 ? load<u8>(start + i) == 0x2d : isHex(start + i)
    if (!isAsWanted) return false
  }
  return true
}

function isUri(start: usize, end: usize): bool {
  if (end - start > LONGEST_URI || !isLetter(start)) return false
  let at = start + 1
  while (at < end && isSchemePart(at)) at++
  if (load<u8>(at) != 0x3a || load<u8>(at, 1) != 0x2f || load<u8>(at, 2) != 0x2f) return false
  const first = at + 3
  at = endOfUriPart(first, end)
  if (at == first) return false
  if (at < end && load<u8>(at) == 0x23) at = endOfUriPart(at + 1, end)
  return at == end
}

function endOfUriPart(start: usize, end: usize): usize {
  let at = start
  while (at < end) {
    const code = <u32>load<u8>(at) - 0x20
    if (code < 0x60 && (load<u32>(URI_BITS + ((code >> 5) << 2)) >> (code & 31)) & 1) at++
    else if (code == 0x05 && at + 2 < end && isHex(at + 1) && isHex(at + 2)) at += 3
    else break
  }
  return at
}

function isLetter(at: usize): bool {
  return <u32>(load<u8>(at) | 0x20) - 0x61 < 26
}

function isSchemePart(at: usize): bool {
  const code = load<u8>(at)
  return isLetter(at) || isDigit(at) || code == 0x2b || code == 0x2e || code == 0x2d
}

function isDigit(at: usize): bool {
  return <u32>load<u8>(at) - 0x30 <= 9
}

function isHex(at: usize): bool {
  return isDigit(at) || <u32>(load<u8>(at) | 0x20) - 0x61 < 6
}

/** More than 99 where there are none. */
function twoDigits(at: usize): u32 {
  return isDigit(at) && isDigit(at + 1) ? (<u32>load<u8>(at) - 0x30) * 10 + (<u32>load<u8>(at, 1) - 0x30) : 100
}
