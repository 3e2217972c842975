import { ENTRY_CODE, ENTRY_COLUMN, ENTRY_LENGTH, ENTRY_SLOT, ENTRY_TEXT } from '../kernel-layout'
import { layOut } from './lay-out'

const MULTIPLIER: u64 = 0x9e3779b97f4a7c15
/** Longer texts have no entry. */
const LONGEST: usize = 4096

/** Slots of an open addressing table, 8 bytes each: address of an entry or 0, and its hash. */
let slots: usize = 0
let mask: u32 = 0
/** Entries that there may be. */
let most: u32 = 0
let count: u32 = 0
let entries: usize = 0
let entriesEnd: usize = 0
let free: usize = 0
/** The entry that was made for the last text that was not known, or 0. */
let made: usize = 0
let resolvedBytes: i32 = 0
/** How often the list was cleared. */
let clearings: i32 = 0

/** The code of the next text that is new to the column, or -1 where only JavaScript knows. */
let nextCode: i32 = -1
/** The code before which it pauses. */
let lastCode: i32 = 0

/** Give the list its memory, which must hold zeros where the slots are. */
export function setEntries(slotsAt: usize, slotCount: u32, entriesAt: usize, entryBytes: usize): void {
  slots = slotsAt
  mask = slotCount - 1
  most = slotCount >> 1
  entries = free = entriesAt
  entriesEnd = entriesAt + entryBytes
}

export function clearEntries(): void {
  if (count > mask >> 6) memory.fill(slots, 0, (<usize>mask + 1) << 3)
  else for (let entry = entries; entry < free; entry = after(entry)) store<u64>(load<usize>(entry, ENTRY_SLOT), 0)
  free = entries
  count = 0
  clearings++
}

export function clearingCount(): i32 {
  return clearings
}

/** Columns from one to before another have other lists now. @returns how many texts of them there are. */
export function forgetCodes(from: usize, to: usize): i32 {
  let forgotten: i32 = 0
  for (let entry = entries; entry < free; entry = after(entry)) {
    const column = load<usize>(entry, ENTRY_COLUMN)
    if (column >= from && column < to) {
      store<i32>(entry, -1, ENTRY_CODE)
      forgotten++
    }
  }
  return forgotten
}

/** Say the code of a text. @returns 0 if there is no room for it. */
export function tellCode(column: usize, text: usize, length: usize, code: i32): i32 {
  const entry: usize = length > LONGEST ? 0 : findEntry(column, text, length)
  if (entry == 0) return 0
  store<i32>(entry, code, ENTRY_CODE)
  return 1
}

/**
 * From now on texts that are new get the codes from one on, and are laid out.
 *
 * @param code of the next one, or -1 where codes are not given here.
 * @param last code before which to pause.
 */
export function giveCodes(code: i32, last: i32): void {
  nextCode = code
  lastCode = last
}

export function nextCodeGiven(): i32 {
  return nextCode
}

export function madeEntry(): usize {
  return made
}

/** Bytes of the texts whose codes were found since it was asked last. */
export function takeResolvedBytes(): i32 {
  const bytes = resolvedBytes
  resolvedBytes = 0
  return bytes
}

/**
 * Replace texts of a column, as address and length, by their codes, of 4 bytes each.
 *
 * @returns how many: less than there are where the next one has no code yet.
 */
export function resolve(column: usize, values: usize, texts: i32, codes: usize): i32 {
  for (let i: i32 = 0; i < texts; i++) {
    const value = values + ((<usize>i) << 3)
    const text = load<usize>(value)
    const length = load<usize>(value, 4)
    const entry: usize = length > LONGEST ? 0 : findEntry(column, text, length)
    let code = entry == 0 ? -1 : load<i32>(entry, ENTRY_CODE)
    if (code < 0) {
      if (entry == 0 || nextCode < 0 || nextCode == lastCode || !layOut(text, length)) {
        made = entry
        return i
      }
      code = nextCode++
      store<i32>(entry, code, ENTRY_CODE)
    }
    resolvedBytes += <i32>length
    store<i32>(codes + ((<usize>i) << 2), code)
  }
  return texts
}

function after(entry: usize): usize {
  return entry + sizeFor(load<usize>(entry, ENTRY_LENGTH))
}

function sizeFor(length: usize): usize {
  // Words are read at the end of a text.
  return (<usize>ENTRY_TEXT + length + 15) & ~7
}

/** Words of 8 bytes that are compared or hashed beyond a text are masked. */
function maskOf(bytes: usize): u64 {
  return ((<u64>1) << ((<u64>bytes) << 3)) - 1
}

/** Whether the same bytes stand at two places. Up to 7 bytes after them are read. */
function isSame(a: usize, b: usize, length: usize): bool {
  let i: usize = 0
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false
  const rest = length - i
  return rest == 0 || ((load<u64>(a + i) ^ load<u64>(b + i)) & maskOf(rest)) == 0
}

function hash(text: usize, length: usize, column: usize): u32 {
  let mixed = ((<u64>length) ^ ((<u64>column) << 32)) * MULTIPLIER
  let i: usize = 0
  for (; i + 8 <= length; i += 8) {
    mixed = (mixed ^ load<u64>(text + i)) * MULTIPLIER
    mixed ^= mixed >> 32
  }
  if (i < length) {
    mixed = (mixed ^ (load<u64>(text + i) & maskOf(length - i))) * MULTIPLIER
    mixed ^= mixed >> 32
  }
  return <u32>(mixed >> 29)
}

/** The entry of a text of a column; a new one has no code. */
function findEntry(column: usize, text: usize, length: usize): usize {
  const hashed = hash(text, length, column)
  let at = hashed & mask
  while (true) {
    const slot = slots + ((<usize>at) << 3)
    const entry = load<usize>(slot)
    if (entry == 0) return addEntry(slot, hashed, column, text, length)
    if (
      load<u32>(slot, 4) == hashed &&
      load<usize>(entry, ENTRY_LENGTH) == length &&
      load<usize>(entry, ENTRY_COLUMN) == column &&
      isSame(entry + ENTRY_TEXT, text, length)
    ) {
      return entry
    }
    at = (at + 1) & mask
  }
}

/** @returns 0 if there is no room. */
function addEntry(slot: usize, hashed: u32, column: usize, text: usize, length: usize): usize {
  const size = sizeFor(length)
  if (count == most || free + size > entriesEnd) {
    // What is frequent comes again soon.
    clearEntries()
    return 0
  }
  const entry = free
  free += size
  count++
  store<usize>(entry, length, ENTRY_LENGTH)
  store<usize>(entry, column, ENTRY_COLUMN)
  store<i32>(entry, -1, ENTRY_CODE)
  store<usize>(entry, slot, ENTRY_SLOT)
  for (let i: usize = 0; i < length; i += 8) store<u64>(entry + ENTRY_TEXT + i, load<u64>(text + i))
  store<usize>(slot, entry)
  store<u32>(slot, hashed, 4)
  return entry
}
